import type { DraftConstraint, PositionConstraint } from '../constraints/constraint.ts';
import type { Search } from '../search/search.ts';
import type { Transformation } from '../transformations/transformation.ts';
import type { Differentiate } from '../victim/word-gradients.ts';

/** Transformations x search x constraints (Morris et al. 2020); the goal is given when it runs. */
export interface Attack {
  transformations: readonly Transformation[];
  positionConstraints: readonly PositionConstraint[];
  draftConstraints: readonly DraftConstraint[];
  search: Search;
  /** White-box attacks: what the search and the transformations may ask for. */
  differentiate?: Differentiate | undefined;
}

/** What one example may cost. */
export interface Budget {
  /** Texts asked about per example. */
  queries?: number | undefined;
  /** Seconds per example. Makes the outcome depend on the machine. */
  seconds?: number | undefined;
}
