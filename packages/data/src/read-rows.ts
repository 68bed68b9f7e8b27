import { join } from 'node:path';
import { readDelimited } from './read-delimited.ts';
import { readJson, readJsonLines } from './read-json.ts';
import { readLines } from './read-lines.ts';
import { checkFile } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import type { FileSplit } from './types.ts';

/**
 * The rows of a split's file, in order, each checked for its form.
 * @throws DATA_FILE_MISSING, DATA_FILE_TOO_LARGE, DATA_ENCODING, DATA_MALFORMED_ROW
 */
export async function* readRows(dataFolder: string, split: FileSplit, limits: ReadLimits, missingHint: string, signal?: AbortSignal): AsyncGenerator<Row> {
  const path = join(dataFolder, split.file);
  await checkFile(path, split.format === 'json' ? limits.wholeFileBytes : limits.fileBytes, missingHint);
  let count = 0;
  for await (const row of open(path, split, limits, signal)) {
    if (++count > limits.rows) throw malformedRow(row.place, `the file has more than ${limits.rows} rows`);
    signal?.throwIfAborted();
    yield row;
  }
}

function open(path: string, split: FileSplit, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  switch (split.format) {
    case 'tsv':
    case 'csv':
      return readDelimited(path, split, limits, signal);
    case 'json':
      return readJson(path, split, limits);
    case 'jsonl':
      return readJsonLines(path, limits, signal);
    case 'lines':
      return readTextRows(path, limits, signal);
  }
}

async function* readTextRows(path: string, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  for await (const { text, number } of readLines(path, limits.rowLength, signal)) {
    yield { place: `${path}:${number}`, get: (column) => (column === 'text' ? text : undefined), columns: () => ['text'] };
  }
}
