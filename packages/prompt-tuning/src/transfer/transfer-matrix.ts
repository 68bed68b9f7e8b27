import { mean, twoSamplePermutationTest } from '@skill-neurons/core';

/** A prompt of one task on another task, or on its own. */
export interface TransferResult {
  /** Task that the prompt was tuned for. */
  source: string;
  /** Undefined where none is known, or the prompt has no counterpart among the others: it is then compared with all of them. */
  seed: number | undefined;
  /** Task that was evaluated, with its own template and label words. */
  target: string;
  accuracy: number;
}

/** Means over seeds, [sources, targets]; NaN where nothing was evaluated. */
export interface TransferMatrix {
  absolute: number[][];
  /** Accuracy over that of the target's own prompt of the same seed (paper.md A10). */
  relative: number[][];
}

/** Accuracies as a matrix, [sources, targets], means over seeds: absolute, and relative to the target's own prompt of the same seed. */
export function transferMatrix(results: readonly TransferResult[], sources: readonly string[], targets: readonly string[]): TransferMatrix {
  const cell = (source: string, target: string) => results.filter((result) => result.source === source && result.target === target);
  const matrixOf = (value: (source: string, target: string) => number[]) => sources.map((source) => targets.map((target) => mean(value(source, target))));
  return {
    absolute: matrixOf((source, target) => cell(source, target).map(({ accuracy }) => accuracy)),
    relative: matrixOf((source, target) =>
      cell(source, target).flatMap(({ accuracy, seed }) => cell(target, target).filter((own) => (seed === undefined || own.seed === seed) && own.accuracy > 0).map((own) => accuracy / own.accuracy)),
    ),
  };
}

/** Transfer between different tasks of one type against that between tasks of different types. */
export interface TypeContrast {
  sameType: { mean: number; pairs: number };
  otherType: { mean: number; pairs: number };
  difference: number;
  /** One-sided, of dealing the pairs out anew. Pairs that share a task are not independent: the true p is larger. */
  p: number;
}

/**
 * Compares the relative transfer within and across task types; undefined where a side has no pairs.
 * @param typeOf type of a task; undefined where it is not known
 */
export function contrastTypes(
  relative: readonly (readonly number[])[], sources: readonly string[], targets: readonly string[], typeOf: (task: string) => string | undefined, seed: number | string = 'transfer-types',
): TypeContrast | undefined {
  const same: number[] = [];
  const other: number[] = [];
  for (const [i, source] of sources.entries()) {
    for (const [j, target] of targets.entries()) {
      const value = relative[i]![j]!;
      const [left, right] = [typeOf(source), typeOf(target)];
      if (source === target || left === undefined || right === undefined || Number.isNaN(value)) continue;
      (left === right ? same : other).push(value);
    }
  }
  if (same.length === 0 || other.length === 0) return undefined;
  const { observed, p } = twoSamplePermutationTest(same, other, { seed, alternative: 'greater' });
  return { sameType: { mean: mean(same), pairs: same.length }, otherType: { mean: mean(other), pairs: other.length }, difference: observed, p };
}
