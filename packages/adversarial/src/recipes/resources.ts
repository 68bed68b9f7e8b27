import type { DraftConstraint } from '../constraints/constraint.ts';
import { minimumSimilarity } from '../constraints/minimum-similarity.ts';
import { maskedLmPredictor, type MaskedLmOptions, type PredictWords } from '../transformations/words/masked-lm-predictor.ts';
import { pooledStates } from '../victim/pooled-states.ts';
import { createWordGradients, type Differentiate } from '../victim/word-gradients.ts';
import type { AttackResources } from './recipe.ts';

/** The similarity constraint of a recipe; none for a threshold of 0 or none. */
export function similarityConstraint({ coalescer, ...resources }: AttackResources, threshold: number | undefined): DraftConstraint[] {
  return threshold === undefined || threshold === 0 ? [] : [minimumSimilarity(threshold, coalescer.lane(pooledStates(resources)))];
}

/** Gradients of the victim, asked for together. */
export function gradientsOf({ coalescer, onDispose, ...resources }: AttackResources): Differentiate {
  const { differentiate, dispose } = createWordGradients(resources);
  onDispose(dispose);
  return coalescer.lane(differentiate);
}

/** @throws ATTACK_NO_MASKED_LM */
export function predictorOf({ backbone, tokenizer, batchSize, coalescer }: AttackResources, options: Pick<MaskedLmOptions, 'limit' | 'minimumProbability'>): Promise<PredictWords> {
  return maskedLmPredictor({ backbone, tokenizer, batchSize, ...options, lane: (run) => coalescer.lane(run) });
}

/** What stands for an unknown word in a text: the tokenizer's own token. */
export function unknownWord({ tokenizer }: Pick<AttackResources, 'tokenizer'>): string {
  const { unknown } = tokenizer.special;
  return (unknown === undefined ? undefined : tokenizer.tokenOf(unknown)) ?? 'unk';
}
