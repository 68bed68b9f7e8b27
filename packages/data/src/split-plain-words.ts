type Definition = Readonly<Record<string, unknown>>;
interface Step {
  type?: unknown;
  use_regex?: unknown;
  add_prefix_space?: unknown;
  prepend_scheme?: unknown;
  split?: unknown;
  pretokenizers?: Step[];
  normalizers?: Step[];
  strip_right?: unknown;
}

/** Splits a text into words that can be tokenized one by one; undefined for a text that is not plain. */
export type PlainWordSplitter = (text: string) => readonly string[] | undefined;

const printable = /^[ -~]*$/;
/** GPT-2's word pattern for printable ASCII. */
const byteLevelWords = /'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^ A-Za-z0-9]+| +(?![^ ])| +/g;

/**
 * Most words of a data set come again and again. For tokenizers whose tokens never cross a word's end, this says where the
 * words of a plain text (printable ASCII without anything like a special token) end, so that each is tokenized once. The ids
 * are those of the whole text. Undefined for tokenizers of which that is not known.
 *
 * @param added Contents of the added tokens, which are looked for in the text before anything else.
 */
export function plainWordSplitter(definition: Definition, added: readonly string[]): PlainWordSplitter | undefined {
  const split = splitOf(definition);
  if (split === undefined) return undefined;
  const firstCharacters = new Set(added.map((token) => token[0]));
  const suspicious = (text: string) => {
    for (const character of firstCharacters) if (character !== undefined && text.includes(character)) return true;
    return false;
  };
  return (text) => (printable.test(text) && !suspicious(text) ? split(text) : undefined);
}

function splitOf(definition: Definition): PlainWordSplitter | undefined {
  const normalizer = definition['normalizer'] as Step | null | undefined;
  const step = definition['pre_tokenizer'] as Step | null | undefined;
  const { type } = (definition['model'] ?? {}) as Step;
  if (type === 'BPE' && !normalizer && step?.type === 'ByteLevel' && step.use_regex !== false && step.add_prefix_space !== true) {
    return (text) => text.match(byteLevelWords) ?? [];
  }
  if (type === 'Unigram' && isSentencePiece(normalizer, step)) {
    const strips = normalizersOf(normalizer).some((one) => one.type === 'Strip' && one.strip_right === true);
    return strips ? (text) => singlySpacedWords(text.trimEnd()) : singlySpacedWords;
  }
  if (type === 'WordPiece' && step?.type === 'BertPreTokenizer' && (!normalizer || normalizer.type === 'BertNormalizer')) return singlySpacedWords;
  return undefined;
}

/** The steps of T5's tokenizer.json, new or old: every word gets its own leading mark. */
function isSentencePiece(normalizer: Step | null | undefined, step: Step | null | undefined): boolean {
  if (!normalizersOf(normalizer).every(({ type }) => type === 'Precompiled' || type === 'Strip' || type === 'Replace')) return false;
  const marks = step?.type === 'Sequence' ? (step.pretokenizers ?? []) : step ? [step] : [];
  const [first, second] = marks.length === 1 ? [{ type: 'WhitespaceSplit' }, marks[0]!] : marks;
  return marks.length <= 2 && first?.type === 'WhitespaceSplit' && second?.type === 'Metaspace' && second.split !== false && second.add_prefix_space !== false && (second.prepend_scheme ?? 'always') === 'always';
}

function normalizersOf(normalizer: Step | null | undefined): Step[] {
  if (normalizer?.type === 'Sequence') return normalizer.normalizers ?? [];
  return normalizer ? [normalizer] : [];
}

/** Words between single spaces. What happens to several spaces in a row, or to one at an end, is left to the tokenizer. */
const singlySpacedWords: PlainWordSplitter = (text) => (text === '' || text.startsWith(' ') || text.endsWith(' ') || text.includes('  ') ? undefined : text.split(' '));
