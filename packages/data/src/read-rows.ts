import { readParquet } from './parquet/read-parquet.ts';
import { readDelimited } from './read-delimited.ts';
import { readJson, readJsonLines } from './read-json.ts';
import { readLines } from './read-lines.ts';
import { checkFile } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import { filesOfSplit } from './split-files.ts';
import type { FileSplit } from './types.ts';

/**
 * The rows of a split's files, in order, each checked for its form.
 * @throws DATA_FILE_MISSING, DATA_FILE_TOO_LARGE, DATA_ENCODING, DATA_MALFORMED_ROW, DATA_PARQUET
 */
export async function* readRows(root: string, split: FileSplit, limits: ReadLimits, missingHint: string, signal?: AbortSignal): AsyncGenerator<Row> {
  let count = 0;
  for (const path of await filesOfSplit(root, split, missingHint)) {
    await checkFile(path, split.format === 'json' ? limits.wholeFileBytes : limits.fileBytes, missingHint);
    for await (const row of open(path, split, limits, signal)) {
      if (++count > limits.rows) throw malformedRow(row.place, `there are more than ${limits.rows} rows`);
      signal?.throwIfAborted();
      yield row;
    }
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
    case 'parquet':
      return readParquet(path, columnsOf(split), limits, signal);
  }
}

/** The columns that anything in the split names. */
function columnsOf({ fields, label, id, group, originalId, where }: FileSplit): string[] {
  const ofFields = Object.values(fields).flatMap((source) => ('columns' in source ? source.columns : 'join' in source ? source.join : [source.column]));
  const others = [label.column, id, group, originalId, ...where.map(({ column }) => column)];
  return [...new Set([...ofFields, ...others.filter((column) => column !== undefined)])];
}

async function* readTextRows(path: string, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  for await (const { text, number } of readLines(path, limits.rowLength, signal)) {
    yield { place: `${path}:${number}`, get: (column) => (column === 'text' ? text : undefined), columns: () => ['text'] };
  }
}
