import type { Random } from '@skill-neurons/core';
import type { DraftConstraint, PositionConstraint } from '../constraints/constraint.ts';
import type { Draft, SegmentedText } from '../text/segmented-text.ts';
import type { Transformation } from '../transformations/transformation.ts';
import type { WordGradient } from '../victim/word-gradients.ts';

/** What the model says to a draft. */
export interface ScoredDraft {
  draft: Draft;
  probabilities: Float32Array;
  /** How near the goal is, in [0, 1]; higher is nearer. */
  score: number;
  /** Whether the goal is reached. */
  success: boolean;
}

/** What a search works with: one example under attack. */
export interface SearchContext {
  text: SegmentedText;
  original: ScoredDraft;
  transformations: readonly Transformation[];
  positionConstraints: readonly PositionConstraint[];
  draftConstraints: readonly DraftConstraint[];
  random: Random;
  /** Asks the model. Past the budget of queries or time the list is cut short, and then empty. */
  query(drafts: readonly Draft[]): Promise<ScoredDraft[]>;
  /**
   * Gradients of a draft's words, one query, remembered; for every word null past the budget. Undefined where the attack was given none.
   */
  gradients?: ((draft: Draft) => Promise<readonly (WordGradient | null)[]>) | undefined;
  /** Whether a budget is spent. */
  exhausted(): boolean;
}

/** Looks for a draft that reaches the goal, and returns what it ends with: the nearest that it has seen, the original where none is nearer. */
export interface Search {
  name: string;
  run(context: SearchContext): Promise<ScoredDraft>;
}

/** The best of some drafts; of equals the first. */
export function bestOf(drafts: readonly ScoredDraft[]): ScoredDraft | undefined {
  return drafts.reduce<ScoredDraft | undefined>((best, draft) => (best === undefined || isBetter(draft, best) ? draft : best), undefined);
}

export function isBetter(a: ScoredDraft, b: ScoredDraft): boolean {
  return a.success === b.success ? a.score > b.score : a.success;
}
