import type { AttackRecord } from './attack-record.ts';

/** One step of a curve: the accuracy from this cost on, up to the next step. */
export interface CurveStep {
  cost: number;
  accuracy: number;
}

/**
 * Accuracy under attack when only successes of at most some cost count, as steps of rising cost; the first one, at 0, is the
 * original accuracy.
 */
export function stepCurve(records: readonly AttackRecord[], costOf: (record: AttackRecord) => number): CurveStep[] {
  const rightUntil = records.map((record) => {
    const { status, label, original, perturbed } = record;
    return original.prediction !== label ? 0 : status === 'succeeded' && perturbed.prediction !== label ? costOf(record) : Infinity;
  });
  const steps = [...new Set([0, ...rightUntil.filter(Number.isFinite)])].sort((a, b) => a - b);
  return steps.map((cost) => ({ cost, accuracy: rightUntil.filter((until) => until > cost).length / records.length }));
}

/** The accuracy at a cost. */
export function curveAt(steps: readonly CurveStep[], cost: number): number | undefined {
  return steps.findLast((step) => step.cost <= cost)?.accuracy;
}
