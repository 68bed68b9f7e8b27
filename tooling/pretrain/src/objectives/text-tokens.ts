import type { Document } from '@skill-neurons/datasets';
import type { Tokenizer } from '@skill-neurons/data';

/** A judgement ("verdict : positive .") as tokens, with the place of the judging word. */
export interface JudgementTokens {
  readonly before: readonly number[];
  readonly answer: readonly number[];
  readonly after: readonly number[];
}

/** A document as token ids. */
export interface DocumentTokens {
  readonly lead: JudgementTokens | null;
  readonly parts: readonly (readonly number[])[];
  readonly tail: JudgementTokens | null;
}

export function documentTokens(document: Document, tokenizer: Tokenizer): DocumentTokens {
  const judgement = (text: string | undefined): JudgementTokens | null => {
    if (text === undefined) return null;
    const [before = '', after = ''] = text.split('@').map((part) => part.trim());
    const encode = (part: string) => (part === '' ? [] : tokenizer.encode(part));
    return { before: encode(before), answer: encode(document.answer ?? ''), after: encode(after) };
  };
  return {
    lead: judgement(document.lead),
    parts: document.parts.map((part) => tokenizer.encode(part)),
    tail: judgement(document.tail),
  };
}
