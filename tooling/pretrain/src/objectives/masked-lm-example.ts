import type { Random } from '@skill-neurons/core';
import type { DocumentTokens, JudgementTokens } from './text-tokens.ts';

/** One masked text. */
export interface MaskedExample {
  /** Token ids with masks in. */
  readonly ids: readonly number[];
  /** Row of the position embedding per token. */
  readonly positions: readonly number[];
  /** Positions to predict, the ids that stood there, and how much each counts. */
  readonly targets: readonly { readonly position: number; readonly id: number; readonly weight: number }[];
}

export interface MaskingOptions {
  readonly bos: number;
  readonly eos: number;
  readonly mask: number;
  readonly pad: number;
  readonly vocabularySize: number;
  /** Longest example in tokens. */
  readonly maxLength: number;
  /** Texts start at a random row of the position embedding up to this far behind the first, so that rows behind a soft prompt are trained. */
  readonly maxOffset: number;
  /** How often an ordinary token is chosen for prediction. */
  readonly maskShare: number;
  /** What predicting a judging word counts against an ordinary one. */
  readonly answerWeight: number;
}

/** How often a heading stands in front of the start token, and how often it then has no positions, as a soft prompt has none. */
const headingInFront = 0.7;
const headingWithoutPositions = 0.7;
/** How often a judging word is masked, and how often nothing else of its text is. */
const answerMasked = 0.9;
const answerAlone = 0.5;

/** Masked language modelling (Devlin et al. 2019): of the chosen tokens 80 % masked, 10 % replaced, 10 % kept. */
export function maskedExample(tokens: DocumentTokens, options: MaskingOptions, random: Random): MaskedExample {
  const laid = layOut(tokens, options, random);
  const ids = laid.ids.slice(0, options.maxLength);
  const targets: { position: number; id: number; weight: number }[] = [];
  const hide = (position: number, weight: number, always: boolean) => {
    targets.push({ position, id: laid.ids[position]!, weight });
    const draw = always ? 0 : random.uniform();
    if (draw < 0.8) ids[position] = options.mask;
    else if (draw < 0.9) ids[position] = random.integer(options.vocabularySize);
  };
  const { answer } = laid;
  if (answer !== null && answer < ids.length && random.uniform() < answerMasked) hide(answer, options.answerWeight, true);
  if (targets.length === 0 || random.uniform() >= answerAlone) {
    for (let i = 0; i < ids.length; i++) {
      const special = laid.ids[i] === options.bos || laid.ids[i] === options.eos;
      if (!special && i !== answer && random.uniform() < options.maskShare) hide(i, 1, false);
    }
  }
  return { ids, positions: laid.positions.slice(0, ids.length), targets };
}

interface Layout {
  readonly ids: number[];
  readonly positions: number[];
  /** Where the judging word stands. */
  readonly answer: number | null;
}

/** Either `heading <s> part </s> part </s>` or all of it as one running text. */
function layOut({ lead, parts, tail }: DocumentTokens, { bos, eos, pad, maxOffset }: MaskingOptions, random: Random): Layout {
  const first = pad + 1 + random.integer(maxOffset + 1);
  const count = (length: number) => Array.from({ length }, (_, i) => first + i);
  if (lead !== null && random.uniform() < headingInFront) {
    const heading = flat(lead);
    const text = [bos, ...parts.flatMap((part) => [...part, eos])];
    // The padding row of the position embedding is zero.
    const positions = random.uniform() < headingWithoutPositions ? [...heading.map(() => pad), ...count(text.length)] : count(heading.length + text.length);
    return { ids: [...heading, ...text], positions, answer: answerIn(lead, 0) };
  }
  const separated = random.uniform() < 0.5;
  const ids = [bos, ...(lead === null ? [] : flat(lead))];
  parts.forEach((part, i) => ids.push(...part, ...(separated && i < parts.length - 1 ? [eos] : [])));
  const answer = lead !== null ? answerIn(lead, 1) : tail !== null ? answerIn(tail, ids.length) : null;
  if (tail !== null) ids.push(...flat(tail));
  ids.push(eos);
  return { ids, positions: count(ids.length), answer };
}

const flat = ({ before, answer, after }: JudgementTokens) => [...before, ...answer, ...after];
/** Only a judging word of one token is masked as such. */
const answerIn = ({ before, answer }: JudgementTokens, start: number) => (answer.length === 1 ? start + before.length : null);
