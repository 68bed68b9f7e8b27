/** How a model reads a task: one template and one verbalizer per family. */
export type ModelFamily = 'masked-lm' | 'encoder-decoder';

/** One labelled input: named text fields as the template uses them, and the class index. */
export interface Example {
  /** Names the row within its split: its position in the source file, or the value of the split's `id` column. */
  id: string;
  fields: Readonly<Record<string, string>>;
  /** Class index into {@link Task.labels}. */
  label: number;
  /** What kind of row this is, e.g. the attack that made it; results are broken down by it. */
  group?: string;
  /** For an adversarial row: the id of the clean row it was made from. */
  originalId?: string;
}

/** A task as its YAML file describes it, validated. Plain data: it survives JSON. */
export interface Task {
  name: string;
  /** Tasks of one type are expected to share a skill, e.g. `sentiment`, `paraphrase`. */
  type: string;
  title: string;
  /** Where the data come from and under which terms, for people. */
  source?: string;
  license?: string;
  /** Class names in class order 0, 1, ... */
  labels: readonly string[];
  /** Template text per family, e.g. `{bos}{sentence|128}{eos}`. */
  templates: Readonly<Partial<Record<ModelFamily, string>>>;
  /** Longest text in tokens, special tokens counted and soft prompt not, per family. */
  maxLength: Readonly<Partial<Record<ModelFamily, number>>>;
  /** Label words (or raw token ids) in class order, per family. */
  verbalizers: Readonly<Partial<Record<ModelFamily, readonly (string | number)[]>>>;
  /** How a label word of several pieces is scored. */
  labelWordPieces: LabelWordRule;
  splits: Readonly<Record<string, SplitSource>>;
  /** Names of the splits that hold adversarial text, evaluated against `test`. */
  adversarial: readonly string[];
  /** `data_folder` of the task file as written; `.` when it says nothing. */
  dataFolder: string;
  /** Folder of the task file. */
  folder: string;
  /** Path of the task file, for messages. */
  file: string;
}

/** How rows stand in a file. */
export type RowFormat = 'tsv' | 'csv' | 'json' | 'jsonl' | 'lines' | 'parquet';

/** Where the rows of a split come from. */
export type SplitSource = FileSplit | CarveOut;

/** A data set on the Hugging Face Hub. */
export interface HubSource {
  /** For example `nyu-mll/glue`. */
  id: string;
  /** Branch, tag, pull request or commit. */
  revision: string;
}

/** The rows of one or more files. Paths are relative to the task's data folder, or to the data set's root on the hub. */
export interface FileSplit {
  /** Files, folders and patterns with `*`, read one after the other. */
  files: readonly string[];
  /** Where the files are fetched from; without it they lie in the task's data folder. */
  hub?: HubSource;
  format: RowFormat;
  /** tsv, csv: `"` quotes cells. */
  quote: boolean;
  /** tsv, csv: the names of the columns where the file has no header line. */
  columns?: readonly string[];
  /** json: keys to follow to the rows. */
  select: readonly string[];
  fields: Readonly<Record<string, FieldSource>>;
  label: LabelSource;
  id?: string;
  group?: string;
  originalId?: string;
  /** The split whose ids `originalId` gives. */
  originalSplit?: string;
  where: readonly Condition[];
  /** What a null in a column that is used means. */
  nulls: 'error' | 'drop' | 'empty';
  /** tsv, csv: cells that mean null. */
  nullValues: readonly string[];
  /** Splits whose rows are dropped here: those with equal fields. */
  disjointFrom: readonly string[];
  /** How many rows there must be once `where`, the label map, `nulls` and `disjointFrom` have dropped theirs. */
  rows?: number;
  /** The split is this part of what is left by all of the above and by the carve-outs. */
  sample?: Sample;
}

/** The first column that a row has, several columns joined, or the text file in `folder` that `column` names. */
export type FieldSource = { columns: readonly string[] } | { join: readonly string[]; separator: string } | { column: string; folder: string };

/** Where the label of a row stands and which class it means; null drops the row. */
export interface LabelSource {
  column?: string;
  /** A file with one label a line. */
  file?: string;
  classes: Readonly<Record<string, number | null>>;
}

/** Holds when the column's value is one of `values` (`keep`) or none of them (not `keep`). */
export interface Condition {
  column: string;
  values: readonly string[];
  keep: boolean;
}

/** A seeded random choice of rows: a share of them, a number, or a number of each class (few-shot). */
export type Sample = { seed: number } & ({ fraction: number } | { rows: number } | { perClass: number });

/** A seeded random part of another split, which loses those rows. */
export type CarveOut = { from: string } & Sample;

/** Text to token ids, with the special ids a template needs. */
export interface Tokenizer {
  /** sha256 over the files that it was loaded from; absent for one that came from no files. */
  readonly fingerprint?: string;
  /** One more than the largest id. */
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

/**
 * What to do with a label word of several sub-tokens: score it by the `first` one (the paper), by the `whole` sequence, or
 * refuse it (`error`).
 */
export type LabelWordRule = 'first' | 'whole' | 'error';

/** The label words of a task for one tokenizer. */
export interface LabelWords {
  /**
   * What each class is scored by, the `columns` of scoring functions: a token id, or with the rule `whole` and any word of several
   * sub-tokens all of each word.
   */
  ids: readonly (number | readonly number[])[];
  words: readonly string[];
  /** All sub-tokens of each label word. */
  pieces: readonly (readonly number[])[];
  rule: LabelWordRule;
}

/** An example as token ids (the template applied, special tokens in, no soft prompt, no padding). */
export interface EncodedExample {
  id: string;
  group?: string;
  originalId?: string;
  ids: Int32Array;
  label: number;
  /** Where the masks of a template with `{mask}` stand in `ids`; absent without one. */
  maskPositions?: readonly number[];
}

/** Examples of similar length, padded to one length. Row-major [size, length]. */
export interface TokenBatch {
  size: number;
  length: number;
  ids: Int32Array;
  /** 1 for a token, 0 for padding. */
  mask: Float32Array;
  labels: Int32Array;
  /** Index of each row in the list that was batched. */
  indices: Int32Array;
  /** Where the template's masks stand in each row, [size * masks], as many in each; absent without `{mask}`. */
  maskPositions?: Int32Array;
}
