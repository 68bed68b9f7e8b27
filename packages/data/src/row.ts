/** One row of a data file, before it is an example. */
export interface Row {
  /** File and line (or JSON key), for messages. */
  place: string;
  /** The value of a column as text, null where it is null; undefined where this row has no such column. */
  get(column: string): string | null | undefined;
  /** Names of the columns this row has, for messages. */
  columns(): readonly string[];
  /** The key of a row that stands in a JSON object. */
  key?: string;
}

/** Bounds on what is read, so that a wrong or hostile file cannot fill the memory. */
export interface ReadLimits {
  /** Largest file read as a stream (tsv, csv, jsonl, lines), bytes. */
  fileBytes: number;
  /** Largest file, or part of a parquet file, that must be read whole (json, text files that rows name), bytes. */
  wholeFileBytes: number;
  /** Longest row, characters. */
  rowLength: number;
  /** Most rows of one split. */
  rows: number;
  /** Longest time to decode a row group of a parquet file, seconds. */
  decodeSeconds: number;
  /** Heap of the process that decodes a parquet file, MB: a row group of texts has some hundreds at most. */
  decodeMegabytes: number;
}

export const defaultReadLimits: ReadLimits = { fileBytes: 2 ** 31, wholeFileBytes: 2 ** 28, rowLength: 2 ** 20, rows: 5_000_000, decodeSeconds: 120, decodeMegabytes: 1024 };
