import { mean } from '@skill-neurons/core';
import { shareOf, type Share } from '../advglue/score.ts';
import type { AttackRecord } from './attack-record.ts';

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
    byPerturbedWords: curveOf(records),
  };
}

function curveOf(records: readonly AttackRecord[]): AttackSummary['byPerturbedWords'] {
  const rightUntil = records.map(({ status, label, original, perturbed, perturbedWords }) =>
    original.prediction !== label ? 0 : status === 'succeeded' && perturbed.prediction !== label ? perturbedWords : Infinity);
  const steps = [...new Set([0, ...rightUntil.filter(Number.isFinite)])].sort((a, b) => a - b);
  return steps.map((words) => ({ words, accuracy: rightUntil.filter((until) => until > words).length / records.length }));
}
