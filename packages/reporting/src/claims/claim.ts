/** What the results say about a statement. */
export type Verdict = 'supported' | 'not-supported' | 'undecided' | 'not-tested';

/** One part of a claim, e.g. for one model. */
export interface ClaimPart {
  label: string;
  verdict: Verdict;
  /** The numbers behind the verdict, in words. */
  evidence: string;
}

/** A claim of the paper held against the results of a study. */
export interface ClaimCheck {
  number: number;
  title: string;
  /** The claim, in our words. */
  statement: string;
  /** How the verdict is reached, stated before the numbers. */
  rule: string;
  verdict: Verdict;
  /** One sentence that answers the claim. */
  answer: string;
  parts: ClaimPart[];
}

/** Below this a p-value counts as evidence. Claims are few and stated beforehand; no correction is made for testing several. */
export const ALPHA = 0.05;

export const verdictText: Record<Verdict, string> = {
  supported: 'supported',
  'not-supported': 'not supported',
  undecided: 'undecided',
  'not-tested': 'not tested',
};

/** The claim stands when every tested part does and falls with any part; parts without data do not count. */
export function combineVerdicts(parts: readonly Pick<ClaimPart, 'verdict'>[]): Verdict {
  const tested = parts.filter(({ verdict }) => verdict !== 'not-tested');
  if (tested.length === 0) return 'not-tested';
  if (tested.some(({ verdict }) => verdict === 'not-supported')) return 'not-supported';
  return tested.every(({ verdict }) => verdict === 'supported') ? 'supported' : 'undecided';
}

/**
 * The verdict of a one-directional test: an effect of the claimed sign that chance rarely gives supports the claim,
 * one of the other sign (or none) does not, anything between leaves it open.
 */
export function verdictOfEffect(effect: number, p: number): Verdict {
  if (!Number.isFinite(effect)) return 'not-tested';
  if (effect <= 0) return 'not-supported';
  return p < ALPHA ? 'supported' : 'undecided';
}
