import { extname } from 'node:path';
import type { RowFormat } from './types.ts';

const byEnding: Readonly<Record<string, RowFormat>> = { '.tsv': 'tsv', '.csv': 'csv', '.json': 'json', '.jsonl': 'jsonl', '.ndjson': 'jsonl', '.parquet': 'parquet' };

/** The format that a file's ending tells, or undefined where it tells none (`.txt` may be anything). */
export function formatOfFile(file: string): RowFormat | undefined {
  return byEnding[extname(file).toLowerCase()];
}

export const isDelimited = (format: RowFormat) => format === 'tsv' || format === 'csv';
