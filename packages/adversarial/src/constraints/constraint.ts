import type { Draft, SegmentedText } from '../text/segmented-text.ts';

/** Which words may be replaced. */
export interface PositionConstraint {
  name: string;
  allows(text: SegmentedText, draft: Draft, position: number): boolean;
}

/** Which drafts may be shown to the model. */
export interface DraftConstraint {
  name: string;
  /** One answer per draft. */
  allows(text: SegmentedText, drafts: readonly Draft[]): readonly boolean[] | Promise<readonly boolean[]>;
}
