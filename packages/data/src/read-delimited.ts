import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { readLines } from './read-lines.ts';
import { textChunks } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import type { FileSplit } from './types.ts';

interface CellRecord {
  cells: string[];
  line: number;
}

/** The rows of a TSV or CSV file as a stream. @throws DATA_MALFORMED_ROW with file and line, DATA_ENCODING */
export async function* readDelimited(path: string, split: FileSplit, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  let names = split.columns;
  let index = names && indexOf(names);
  const records = split.quote ? parseQuoted(path, split, limits, signal) : splitPlain(path, split, limits, signal);
  for await (const { cells, line } of records) {
    const place = `${path}:${line}`;
    if (names === undefined || index === undefined) {
      names = cells;
      index = indexOf(names);
      if (index.size !== names.length) throw malformedRow(place, `a column name stands twice in the header: ${names.join(', ')}`);
      continue;
    }
    if (cells.length !== names.length) throw malformedRow(place, `the row has ${cells.length} cells, the file has ${names.length} columns (${names.join(', ')})`);
    yield delimitedRow(place, cells, names, index, split.nullValues);
  }
}

const indexOf = (names: readonly string[]) => new Map(names.map((name, i) => [name, i]));

function delimitedRow(place: string, cells: readonly string[], names: readonly string[], index: ReadonlyMap<string, number>, nullValues: readonly string[]): Row {
  return {
    place,
    get: (column) => {
      const i = index.get(column);
      const cell = i === undefined ? undefined : cells[i];
      return cell !== undefined && nullValues.includes(cell) ? null : cell;
    },
    columns: () => names,
  };
}

const delimiterOf = ({ format }: FileSplit) => (format === 'tsv' ? '\t' : ',');

/** Without quoting a line is a row and nothing but the delimiter has a meaning. Empty lines are skipped. */
async function* splitPlain(path: string, split: FileSplit, { rowLength }: ReadLimits, signal?: AbortSignal): AsyncGenerator<CellRecord> {
  const delimiter = delimiterOf(split);
  for await (const { text, number } of readLines(path, rowLength, signal)) {
    if (text !== '') yield { cells: text.split(delimiter), line: number };
  }
}

async function* parseQuoted(path: string, split: FileSplit, { rowLength }: ReadLimits, signal?: AbortSignal): AsyncGenerator<CellRecord> {
  const parser = parse({
    delimiter: delimiterOf(split),
    record_delimiter: ['\r\n', '\n'],
    // Cells are counted by the caller, who knows the columns by name.
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: rowLength,
    info: true,
  });
  let failure: unknown;
  pipeline(Readable.from(textChunks(path, signal)), parser, (error) => {
    failure = error ?? undefined;
  });
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) yield { cells: record, line: info.lines };
  } catch (error) {
    const cause = failure ?? error;
    if (cause instanceof CsvError) throw malformedRow(`${path}:${String(cause['lines'])}`, csvMessage(cause), cause);
    throw cause;
  }
}

function csvMessage(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed; write quote: false if the file does not quote cells';
  return error.message;
}
