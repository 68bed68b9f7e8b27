import { mean } from '@skill-neurons/core';
import { shareOf, type Share } from '../advglue/score.ts';
import type { AttackRecord } from './attack-record.ts';
import { stepCurve } from './step-curve.ts';

/** The table that attack papers report. Means over no records are null. */
export interface AttackSummary {
  n: number;
  succeeded: number;
  failed: number;
  skipped: number;
  originalAccuracy: Share;
  /** Examples answered rightly before and after: all but those that were skipped or fell. */
  accuracyUnderAttack: Share;
  /** Of the examples that were attacked. */
  successRate: Share | null;
  /** Mean share of perturbed words over the successes; above 1 where more is added than was there. */
  perturbedShare: number | null;
  /** Mean over the attacked examples. */
  queries: number | null;
  /** Examples whose search a budget ended. */
  exhausted: number;
  /**
   * Accuracy under attack when only successes of at most so many perturbed words count: the curve over the edit budget, as far as
   * one search tells (a search that is held to fewer words may find others).
   */
  byPerturbedWords: { words: number; accuracy: number }[];
  /** The same over the share of words perturbed. */
  byPerturbedShare: { share: number; accuracy: number }[];
  /** Accuracy when every search is stopped after so many queries: of the texts turned only those that took no more. */
  byQueries: { queries: number; accuracy: number }[];
}

/** Sums up an untargeted attack; with a target "accuracy under attack" counts the answers that are right still. */
export function summariseAttack(records: readonly AttackRecord[]): AttackSummary {
  const attacked = records.filter(({ status }) => status !== 'skipped');
  const succeeded = attacked.filter(({ status }) => status === 'succeeded');
  const right = (answer: 'original' | 'perturbed') => records.filter((record) => record[answer].prediction === record.label).length;
  return {
    n: records.length,
    succeeded: succeeded.length,
    failed: attacked.length - succeeded.length,
    skipped: records.length - attacked.length,
    originalAccuracy: shareOf(right('original'), records.length),
    accuracyUnderAttack: shareOf(right('perturbed'), records.length),
    successRate: attacked.length === 0 ? null : shareOf(succeeded.length, attacked.length),
    perturbedShare: succeeded.length === 0 ? null : mean(succeeded.map(({ perturbedWords, words }) => perturbedWords / Math.max(1, words))),
    queries: attacked.length === 0 ? null : mean(attacked.map(({ queries }) => queries)),
    exhausted: attacked.filter(({ exhausted }) => exhausted !== null).length,
    byPerturbedWords: stepCurve(records, ({ perturbedWords }) => perturbedWords).map(({ cost, accuracy }) => ({ words: cost, accuracy })),
    byPerturbedShare: stepCurve(records, ({ perturbedWords, words }) => perturbedWords / Math.max(1, words)).map(({ cost, accuracy }) => ({ share: cost, accuracy })),
    byQueries: stepCurve(records, ({ queries: asked }) => asked).map(({ cost, accuracy }) => ({ queries: cost, accuracy })),
  };
}
