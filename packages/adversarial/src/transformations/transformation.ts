import type { Random } from '@skill-neurons/core';
import type { Draft, SegmentedText } from '../text/segmented-text.ts';
import type { WordGradient } from '../victim/word-gradients.ts';

/** Where a word is to be replaced. */
export interface WordContext {
  text: SegmentedText;
  draft: Draft;
  position: number;
  /** The word as it stands in the draft. */
  word: string;
  random: Random;
  /** Where the attack has gradients: those of the draft's words, asked for once per draft. */
  gradients?: (() => Promise<readonly (WordGradient | null)[]>) | undefined;
}

/** Other strings for one word. */
export interface WordTransformation {
  kind: 'word';
  name: string;
  /** Whether a reader who tolerates it still gives the same label: promised, not proven. */
  preservesLabel: boolean;
  /** Replacements are words in their own right, so that "a" and "an" before them follow; a typing error leaves the article. */
  wholeWords?: boolean;
  replacements(context: WordContext): readonly string[] | Promise<readonly string[]>;
}

/** Edits of several words around a position. Each of them must be a word that may be changed. */
export interface SpanTransformation {
  kind: 'span';
  name: string;
  preservesLabel: boolean;
  rewritesAt(context: WordContext): readonly Draft[] | Promise<readonly Draft[]>;
}

/** Other forms of the whole text. */
export interface TextTransformation {
  kind: 'text';
  name: string;
  preservesLabel: boolean;
  rewrites(context: { text: SegmentedText; draft: Draft; random: Random }): readonly Draft[];
}

/** What makes variants of a text: of a word, of neighbouring words, or of the whole. */
export type Transformation = WordTransformation | SpanTransformation | TextTransformation;
