import type { Random } from '@skill-neurons/core';
import type { Draft, SegmentedText } from '../text/segmented-text.ts';

/** Where a word is to be replaced. */
export interface WordContext {
  text: SegmentedText;
  draft: Draft;
  position: number;
  /** The word as it stands in the draft. */
  word: string;
  random: Random;
}

/** Other strings for one word. */
export interface WordTransformation {
  kind: 'word';
  name: string;
  /** Whether a reader who tolerates it still gives the same label: promised, not proven. */
  preservesLabel: boolean;
  replacements(context: WordContext): readonly string[] | Promise<readonly string[]>;
}

/** Other forms of the whole text. */
export interface TextTransformation {
  kind: 'text';
  name: string;
  preservesLabel: boolean;
  rewrites(context: { text: SegmentedText; draft: Draft; random: Random }): readonly Draft[];
}

export type Transformation = WordTransformation | TextTransformation;
