import { matchCase } from '../../text/letter-case.ts';
import { isAttackable, type Draft, type SegmentedText } from '../../text/segmented-text.ts';
import type { TextTransformation } from '../transformation.ts';

const negated = ['is', 'are', 'was', 'were', 'do', 'does', 'did', 'has', 'have', 'had', 'could', 'should', 'would', 'must', 'need'].map((verb) => [`${verb} not`, `${verb}n't`]);
const others = [
  ['can not', "can't"], ['will not', "won't"], ['shall not', "shan't"], ['i am', "i'm"], ['let us', "let's"],
  ...['you', 'we', 'they'].flatMap((pronoun) => [[`${pronoun} are`, `${pronoun}'re`], [`${pronoun} have`, `${pronoun}'ve`]]),
  ...['i', 'you', 'he', 'she', 'it', 'we', 'they'].map((pronoun) => [`${pronoun} will`, `${pronoun}'ll`]),
];
const contracted = new Map([...negated, ...others, ['cannot', "can't"]] as [string, string][]);
/** Only what has one meaning: "'s" is "is" or "has" or a genitive, "'d" is "had" or "would", "let's go" has no other form. */
const expanded = new Map([...negated, ...others].filter(([long]) => long !== 'let us').map(([long, short]) => [short, long] as [string, string]));
/** A treebank's "do n't". */
const splitNegation = new Map([['ca', 'can'], ['wo', 'will'], ['sha', 'shall']]);
const subjects = new Set(['i', 'you', 'he', 'she', 'it', 'we', 'they', 'this', 'that', 'these', 'those', 'there']);

/** "do not" becomes "don't", and "don't" or a treebank's "do n't" becomes "do not": all of a text at once (CheckList). */
export function contractions(): TextTransformation {
  return {
    kind: 'text',
    name: 'contractions',
    preservesLabel: true,
    rewrites: ({ text, draft }) => [contract(text, draft), expand(text, draft)].filter((other) => other.words.some((word, i) => word !== draft.words[i])),
  };
}

function contract(text: SegmentedText, draft: Draft): Draft {
  const words = [...draft.words];
  for (let i = 0; i + 2 < words.length; i++) {
    // What ends a clause is not contracted: "as good as they are".
    if (!pair(text, i) || !pair(text, i + 1)) continue;
    const short = contracted.get(`${words[i]!} ${words[i + 1]!}`.toLowerCase());
    if (short === undefined || words[i]! === '' || words[i + 1]! === '') continue;
    words[i] = matchCase(short, words[i] === 'I' ? 'Im' : words[i]!);
    words[i + 1] = '';
  }
  return { ...draft, words };
}

function expand(text: SegmentedText, draft: Draft): Draft {
  const words = [...draft.words];
  for (let i = 0; i < words.length; i++) {
    if (!isAttackable(text, i)) continue;
    const word = words[i]!.replaceAll('’', "'");
    // "Don't you" is no "Do not you".
    const beforeSubject = pair(text, i) && subjects.has(words[i + 1]?.toLowerCase() ?? '');
    if (word.toLowerCase() === "n't" && i > 0 && pair(text, i - 1) && !beforeSubject) {
      words[i - 1] = matchCase(splitNegation.get(words[i - 1]!.toLowerCase()) ?? words[i - 1]!, words[i - 1]!);
      words[i] = 'not';
    }
    const long = expanded.get(word.toLowerCase());
    if (long !== undefined && !(beforeSubject && word.toLowerCase().endsWith("n't"))) words[i] = long.startsWith('i ') ? `I${long.slice(1)}` : matchCase(long, word);
  }
  return { ...draft, words };
}

/** True when a word and the next one stand in one field that may be changed, with a space between. */
function pair({ fields, fieldOf }: SegmentedText, position: number): boolean {
  const index = fieldOf[position];
  if (index === undefined || index !== fieldOf[position + 1]) return false;
  const { attackable, first, gaps } = fields[index]!;
  return attackable && /^ +$/.test(gaps[position - first]!);
}
