import type { ModelSummary, StudyResults } from '../study-results.ts';
import type { Table } from '../tables/table.ts';

/** What the results say about a statement. */
export type Verdict = 'supported' | 'not-supported' | 'undecided' | 'not-tested';

/** One part of a claim, e.g. for one model. */
export interface ClaimPart {
  label: string;
  verdict: Verdict;
  /** The numbers behind the verdict, in words: the effect, the test, n. */
  evidence: string;
  /** The cases that the evidence counts, where there are several. */
  cases?: Pick<Table, 'title' | 'columns' | 'rows'>;
  /** False for what is told beside the claim and does not decide it. */
  counted?: false;
}

/** A claim of the paper held against the results of a study. */
export interface ClaimCheck {
  number: number;
  title: string;
  /** The claim, in our words. */
  statement: string;
  /** What was done to test it, and with how much data, for readers who know neither method nor statistics. */
  tested: string;
  /** How the verdict is reached, stated before the numbers. */
  rule: string;
  verdict: Verdict;
  /** One sentence that answers the claim. */
  answer: string;
  parts: ClaimPart[];
}

/** Below this a p-value counts as evidence; tests are two-sided unless a rule says otherwise. */
export const ALPHA = 0.05;

/** Smaller effects support nothing, however certain they are; a claim is not supported where an effect of this size is ruled out. */
export const MINIMAL_EFFECT = {
  /** Claim 1: relative accuracy, same type less other types. */
  transfer: 0.05,
  /** Claim 2: accuracy lost, clean less adversarial. */
  drop: 0.05,
  /** Claim 2: adversarial / clean accuracy, T5 less RoBERTa ("slightly more robust"). */
  robustness: 0.02,
  /** Claim 3: accuracy, random less skill suppression, mean over rates. */
  suppression: 0.01,
  /** Claim 4: overlap as a multiple of chance. */
  timesChance: 1.5,
  /** Claim 4: T5 less RoBERTa in overlap beyond chance, or in the probability that a clean skill neuron is above another. */
  consistency: 0.05,
  /** Claim 5: size of Spearman's rho. */
  correlation: 0.3,
} as const;

/** How several tests are dealt with, for every rule. */
export const MULTIPLE_TESTING =
  'All parts of a claim that count must hold, so no correction for their number is due (intersection-union test); the five claims are five questions stated beforehand and are not corrected for each other.';

/** Verdicts as people read them. */
export const verdictText: Record<Verdict, string> = {
  supported: 'supported',
  'not-supported': 'not supported',
  undecided: 'undecided',
  'not-tested': 'not tested',
};

/** The claim stands when every tested part does and falls with any part; parts without data, and those beside the claim, do not count. */
export function combineVerdicts(parts: readonly Pick<ClaimPart, 'verdict' | 'counted'>[]): Verdict {
  const tested = parts.filter(({ verdict, counted }) => verdict !== 'not-tested' && counted !== false);
  if (tested.length === 0) return 'not-tested';
  if (tested.some(({ verdict }) => verdict === 'not-supported')) return 'not-supported';
  return tested.every(({ verdict }) => verdict === 'supported') ? 'supported' : 'undecided';
}

/** An effect whose claimed sign is +, with what is known of its size. */
export interface MeasuredEffect {
  value: number;
  p: number;
  /** Upper limit of its 95 % interval; Infinity where n is too small for one. */
  high: number;
}

/**
 * Supported: at least the minimal effect, and chance rarely gives it. Not supported: chance rarely gives it, but its sign is
 * the other one; or its interval rules out the minimal effect. Anything else, and so every result of too few runs, leaves it open.
 */
export function verdictOfEffect({ value, p, high }: MeasuredEffect, minimal: number): Verdict {
  if (!Number.isFinite(value)) return 'not-tested';
  if (p < ALPHA && value >= minimal) return 'supported';
  if ((p < ALPHA && value < 0) || high < minimal) return 'not-supported';
  return 'undecided';
}

/** The models that the paper speaks of, RoBERTa and T5; all where a study has neither. */
export function claimedModels({ models }: StudyResults): ModelSummary[] {
  const claimed = models.filter(({ architecture }) => architecture === 'roberta' || architecture === 't5');
  return claimed.length > 0 ? claimed : models;
}
