import type { Random } from '@skill-neurons/core';
import type { Speech } from '../language/concept.ts';

/** Class 0 or 1 of a task. */
export type Label = 0 | 1;

/** One row of a demo task. */
export interface DemoRow {
  readonly fields: Readonly<Record<string, string>>;
  readonly label: Label;
}

/** A row that can be told again with a negation in it. */
export interface DemoSample extends DemoRow {
  /** The same matter with "not" in it and the label that is then right. */
  negated(random: Random): DemoRow;
}

/** A binary task of the synthetic world. */
export interface DemoTask {
  readonly name: string;
  readonly type: 'sentiment' | 'paraphrase' | 'nli' | 'ethics';
  readonly title: string;
  /** Class names and label words in class order. */
  readonly labels: readonly [string, string];
  /** Text fields in the order in which a model reads them. */
  readonly fieldNames: readonly string[];
  /** The field that a distracting sentence is added to, and what it may say. */
  readonly distraction: { readonly field: string; sentence(row: DemoRow, random: Random): string };
  sample(label: Label, speech: Speech, random: Random): DemoSample;
}
