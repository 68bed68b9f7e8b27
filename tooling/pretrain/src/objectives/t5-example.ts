import type { Random } from '@skill-neurons/core';
import type { DocumentTokens, JudgementTokens } from './text-tokens.ts';

/** A source text and what the decoder should say to it, end of sequence included in both. */
export interface SequenceExample {
  readonly source: readonly number[];
  readonly target: readonly number[];
  /** Weight of the first target token; the others count 1. */
  readonly firstWeight: number;
}

export interface SequenceOptions {
  readonly eos: number;
  /** Ids of <extra_id_0>, <extra_id_1>, ... */
  readonly sentinels: readonly number[];
  readonly maxLength: number;
  /** What a judging word counts against an ordinary token. */
  readonly answerWeight: number;
}

const judgementContinued = 0.8;
const judgementFilledIn = 0.1;
const prefixShare = 0.4;
const sentinelBetweenParts = 0.3;
const spanStart = 0.08;
const spanLengths = [1, 1, 2, 3];

/**
 * A mixture of what T5 and its LM-adapted successors are trained on: span corruption (Raffel et al. 2020), where the
 * target starts with a sentinel, and continuation of a text (Lester et al. 2021), where it starts with the next word.
 * A judgement is asked for by leaving its word out; the target then starts with that word.
 */
export function sequenceExample(tokens: DocumentTokens, options: SequenceOptions, random: Random): SequenceExample {
  const { eos, maxLength } = options;
  const { source, target, firstWeight } = draw(tokens, options, random);
  return { source: [...source.slice(0, maxLength - 1), eos], target: [...target.slice(0, maxLength - 1), eos], firstWeight };
}

function draw(tokens: DocumentTokens, options: SequenceOptions, random: Random): SequenceExample {
  const judgement = tokens.lead ?? tokens.tail;
  const kind = judgement === null ? 1 : random.uniform();
  if (judgement !== null && kind < judgementContinued) {
    return { source: withGap(tokens, judgement, [], options, random), target: judgement.answer, firstWeight: options.answerWeight };
  }
  const [sentinel] = options.sentinels;
  if (judgement !== null && kind < judgementContinued + judgementFilledIn) {
    return { source: withGap(tokens, judgement, [sentinel!], options, random), target: [sentinel!, ...judgement.answer], firstWeight: 1 };
  }
  const text = [...flat(tokens.lead), ...tokens.parts.flat(), ...flat(tokens.tail)];
  if (text.length > 6 && random.uniform() < prefixShare) {
    const cut = 3 + random.integer(text.length - 5);
    return { source: text.slice(0, cut), target: text.slice(cut), firstWeight: 1 };
  }
  return corrupted(text, options, random);
}

/** The whole document without the judging word. */
function withGap({ lead, parts }: DocumentTokens, { before, after }: JudgementTokens, gap: readonly number[], { sentinels }: SequenceOptions, random: Random): number[] {
  const between = random.uniform() < sentinelBetweenParts ? [sentinels[gap.length]!] : [];
  const body = parts.flatMap((part, i) => (i === 0 ? [...part] : [...between, ...part]));
  // What stands behind a judging word at the end would follow the gap; a continuation has nothing behind it.
  return lead === null ? [...body, ...before, ...gap, ...(gap.length > 0 ? after : [])] : [...before, ...gap, ...after, ...body];
}

function corrupted(text: readonly number[], { sentinels }: SequenceOptions, random: Random): SequenceExample {
  const source: number[] = [];
  const target: number[] = [];
  let used = 0;
  const hide = (from: number, length: number) => {
    const sentinel = sentinels[used++]!;
    source.push(sentinel);
    target.push(sentinel, ...text.slice(from, from + length));
  };
  const sure = random.integer(text.length);
  for (let i = 0; i < text.length; ) {
    if (used < sentinels.length && (i === sure || random.uniform() < spanStart)) {
      const length = random.pick(spanLengths);
      hide(i, length);
      i += length;
    } else {
      source.push(text[i]!);
      i++;
    }
  }
  // The span that was sure may have been swallowed by one before it; then there is at least that one.
  return { source, target, firstWeight: 1 };
}

const flat = (judgement: JudgementTokens | null) => (judgement === null ? [] : [...judgement.before, ...judgement.answer, ...judgement.after]);
