import type { DraftConstraint } from '../constraints/constraint.ts';
import { minimumSimilarity } from '../constraints/minimum-similarity.ts';
import { pooledStates } from '../victim/pooled-states.ts';
import type { AttackResources } from './recipe.ts';

/** The similarity constraint of a recipe; none for a threshold of 0 or none. */
export function similarityConstraint({ coalescer, ...resources }: AttackResources, threshold: number | undefined): DraftConstraint[] {
  return threshold === undefined || threshold === 0 ? [] : [minimumSimilarity(threshold, coalescer.lane(pooledStates(resources)))];
}
