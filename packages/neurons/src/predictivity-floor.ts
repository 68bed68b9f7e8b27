import { hypergeometricDistribution } from '@skill-neurons/core';

/** What the maximum over positions reaches without any signal. */
export interface PredictivityFloor {
  /** Mean predictivity of a neuron that knows nothing. */
  expected: number;
  /** Predictivity that only `1 - p` of such neurons reach. */
  quantile: (p: number) => number;
}

/**
 * What a neuron that knows nothing scores by the maximum over positions of max(Acc, 1 - Acc), were its positions
 * independent. Positions of one neuron are correlated, so this is an upper bound on average (paper.md d8); the
 * permuted-label null has no such assumption.
 *
 * Given how many of the n examples it fires for, its hits among the positives are hypergeometric.
 *
 * `classCounts` are the examples of the negative and of the positive class, `firingShare` is the share of examples for which it
 * fires, by default one half.
 */
export function predictivityFloor({ classCounts, positions, firingShare = 0.5 }: { classCounts: readonly [number, number]; positions: number; firingShare?: number }): PredictivityFloor {
  const [negatives, positives] = classCounts;
  const n = negatives + positives;
  const draws = Math.round(n * firingShare);
  const { first, probabilities } = hypergeometricDistribution({ population: n, successes: positives, draws });
  // Correct answers: positives among the fired, and negatives among the others. Folded at one half.
  const folded = new Map<number, number>();
  probabilities.forEach((probability, k) => {
    const correct = 2 * (first + k) + negatives - draws;
    const better = Math.max(correct, n - correct);
    folded.set(better, (folded.get(better) ?? 0) + probability);
  });
  const values = [...folded.keys()].sort((a, b) => a - b);
  let below = 0;
  const law = values.map((correct) => {
    const before = below;
    below = Math.min(1, below + folded.get(correct)!);
    return { value: correct / n, upTo: below ** positions, probability: below ** positions - before ** positions };
  });
  return {
    expected: law.reduce((sum, { value, probability }) => sum + value * probability, 0),
    quantile: (p) => law.find(({ upTo }) => upTo >= p)?.value ?? law.at(-1)!.value,
  };
}
