import { correlationOfUnitRanks, mean, permutationTest, spearman, unitRanks } from '@skill-neurons/core';

/** How well a similarity between prompts tells which prompts transfer. */
export interface TransferPrediction {
  /** Spearman's rho over the sources, mean over targets (Su et al. 2022, section 5.2); NaN where no target has a rho. */
  rho: number;
  /** Targets with a rho: those with at least three sources whose values differ. */
  targets: number;
  /** Two-sided, of dealing each target's similarities out anew among its sources. */
  p: number;
}

export interface PredictTransferOptions {
  /**
   * Count a target's own prompt among the sources, as Su et al. do. Default false: it is always the most similar and nearly always
   * the best, which alone makes a correlation.
   */
  includeOwn?: boolean | undefined;
  seed?: number | string | undefined;
}

/**
 * Correlates similarity with transfer.
 * @param similarity of the source's prompt to the target's own, [sources, targets], NaN where unknown
 * @param transfer accuracy, absolute or relative, [sources, targets], NaN where unknown
 * @param isOwn whether the source is the target
 */
export function predictTransfer(
  similarity: readonly (readonly number[])[], transfer: readonly (readonly number[])[], isOwn: (source: number, target: number) => boolean, options: PredictTransferOptions = {},
): TransferPrediction {
  const { includeOwn = false, seed = 'transfer-prediction' } = options;
  const targets = transfer[0]?.length ?? 0;
  const columns = Array.from({ length: targets }, (_, target) => {
    const sources = [...transfer.keys()].filter((source) => (includeOwn || !isOwn(source, target)) && !Number.isNaN(transfer[source]![target]) && !Number.isNaN(similarity[source]![target]));
    return { similarities: sources.map((source) => similarity[source]![target]!), transfers: sources.map((source) => transfer[source]![target]!) };
  }).filter(({ similarities, transfers }) => transfers.length >= 3 && !Number.isNaN(spearman(similarities, transfers)));
  // Shuffled ranks are the ranks of shuffled values.
  const ranks = columns.map(({ similarities, transfers }) => ({ of: unitRanks(similarities), and: unitRanks(transfers) }));
  const rho = mean(ranks.map(({ of, and }) => correlationOfUnitRanks(of, and)));
  const { p } = permutationTest(rho, (random) => mean(ranks.map(({ of, and }) => correlationOfUnitRanks(random.shuffle(of), and))), { seed, permutations: 1999 });
  return { rho, targets: columns.length, p };
}
