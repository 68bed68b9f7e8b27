/** GPT-2's word pattern with Unicode's whitespace: JavaScript's `\s` takes U+FEFF for a space and U+0085 for none. */
const wordPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+`;

/**
 * Spells out the word pattern of a byte-level pre-tokenizer (RoBERTa) in a tokenizer definition, so that texts with
 * those two characters get the reference ids. Any other definition is returned as it is.
 */
export function spellOutByteLevelSplit(definition: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const step = definition['pre_tokenizer'] as { type?: unknown; use_regex?: unknown; add_prefix_space?: unknown } | null | undefined;
  // A prefix space is added before the split, which a separate first step could not see.
  if (step?.type !== 'ByteLevel' || step.use_regex === false || step.add_prefix_space === true) return definition;
  const split = { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Isolated', invert: true };
  return { ...definition, pre_tokenizer: { type: 'Sequence', pretokenizers: [split, { ...step, use_regex: false }] } };
}
