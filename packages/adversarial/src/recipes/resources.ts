import type { DraftConstraint } from '../constraints/constraint.ts';
import { maximumShare } from '../constraints/draft-constraints.ts';
import { minimumSimilarity } from '../constraints/minimum-similarity.ts';
import { openLexicon, type Lexicon } from '../transformations/words/lexicon.ts';
import { maskedLmPredictor, type MaskedLmOptions, type PredictWords } from '../transformations/words/masked-lm-predictor.ts';
import { pooledStates } from '../victim/pooled-states.ts';
import { createWordGradients, type Differentiate } from '../victim/word-gradients.ts';
import type { AttackResources } from './recipe.ts';

/** The limit on the share of words replaced, where one is set. */
export function shareConstraint(share: number | undefined): DraftConstraint[] {
  return share === undefined ? [] : [maximumShare(share)];
}

/** The similarity constraint of a recipe; none for a threshold of 0 or none. */
export function similarityConstraint({ coalescer, ...resources }: AttackResources, threshold: number | undefined): DraftConstraint[] {
  return threshold === undefined || threshold === 0 ? [] : [minimumSimilarity(threshold, coalescer.lane(pooledStates(resources)))];
}

const lexicons = new WeakMap<AttackResources, Lexicon | undefined>();

/** The lexicon of an attack, opened once; undefined where WordNet is not installed. */
export function lexiconOf(resources: AttackResources): Lexicon | undefined {
  if (!lexicons.has(resources)) lexicons.set(resources, openLexicon(resources.onDispose));
  return lexicons.get(resources);
}

/** Gradients of the victim, asked for together. */
export function gradientsOf({ coalescer, onDispose, ...resources }: AttackResources): Differentiate {
  const { differentiate, dispose } = createWordGradients(resources);
  onDispose(dispose);
  return coalescer.lane(differentiate);
}

/** @throws ATTACK_NO_MASKED_LM */
export function predictorOf(resources: AttackResources, options: Pick<MaskedLmOptions, 'limit' | 'minimumProbability'>): Promise<PredictWords> {
  const { backbone, tokenizer, batchSize, coalescer } = resources;
  return maskedLmPredictor({ backbone, tokenizer, batchSize, lexicon: lexiconOf(resources), ...options, lane: (run) => coalescer.lane(run) });
}

/** What stands for an unknown word in a text: the tokenizer's own token. */
export function unknownWord({ tokenizer }: Pick<AttackResources, 'tokenizer'>): string {
  const { unknown } = tokenizer.special;
  return (unknown === undefined ? undefined : tokenizer.tokenOf(unknown)) ?? 'unk';
}
