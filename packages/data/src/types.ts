/** How a model reads a task: one template and one verbalizer per family. */
export type ModelFamily = 'masked-lm' | 'encoder-decoder';

/** One labelled input: named text fields as the template uses them, and the class index. */
export interface Example {
  /** Position in the source file; stable across runs. */
  id: string;
  fields: Readonly<Record<string, string>>;
  /** Class index into {@link Task.labels}. */
  label: number;
  /** What kind of row this is, e.g. the attack that made it; results are broken down by it. */
  group?: string;
  /** For an adversarial row: the id of the clean row it was made from. */
  originalId?: string;
}

/** A task as its YAML file describes it, validated. */
export interface Task {
  name: string;
  /** Tasks of one type are expected to share a skill, e.g. `sentiment`, `paraphrase`. */
  type: string;
  title: string;
  /** Class names in class order 0, 1, ... */
  labels: readonly string[];
  /** Template text per family, e.g. `{bos}{sentence|128}{eos}`. */
  templates: Readonly<Partial<Record<ModelFamily, string>>>;
  /** Label words (or raw token ids) in class order, per family. */
  verbalizers: Readonly<Partial<Record<ModelFamily, readonly (string | number)[]>>>;
  splits: Readonly<Record<string, SplitSource>>;
  /** Names of the splits that hold adversarial text, evaluated against `test`. */
  adversarial: readonly string[];
  /** Folder of the task file: split files are relative to it. */
  folder: string;
  /** Path of the task file, for messages. */
  file: string;
}

/** Where the rows of a split come from; the exact fields are in `task-schema.ts`. */
export interface SplitSource {
  file: string;
  format: 'tsv' | 'csv' | 'json' | 'jsonl';
}

/** Text to token ids, with the special ids a template needs. */
export interface Tokenizer {
  readonly vocabularySize: number;
  /** Ids of the special tokens of this tokenizer, undefined where it has none. */
  readonly special: Readonly<{ bos?: number; eos?: number; pad: number; mask?: number; unknown?: number }>;
  /** Token ids of a text, no special tokens added, no truncation or padding. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** The id of exactly this token, or undefined. */
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

/** The label words of a task for one tokenizer. */
export interface LabelWords {
  /** The scored token id per class: the first sub-token of the label word. */
  ids: readonly number[];
  words: readonly string[];
}

/** An example as token ids (the template applied, special tokens in, no soft prompt, no padding). */
export interface EncodedExample {
  id: string;
  group?: string;
  ids: Int32Array;
  label: number;
}

/** Examples of similar length, padded to the longest of them. Row-major [size, length]. */
export interface TokenBatch {
  size: number;
  length: number;
  ids: Int32Array;
  /** 1 for a token, 0 for padding. */
  mask: Float32Array;
  labels: Int32Array;
  /** Index of each row in the list that was batched. */
  indices: Int32Array;
}
