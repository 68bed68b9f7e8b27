import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { textChunks } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import type { FileSplit } from './types.ts';

interface ParsedRecord {
  record: string[];
  info: { lines: number };
}

/** The rows of a TSV or CSV file as a stream. @throws DATA_MALFORMED_ROW with file and line, DATA_ENCODING */
export async function* readDelimited(path: string, split: FileSplit, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  let names = split.columns;
  let index = names && indexOf(names);
  for await (const { record, info } of parseRecords(path, split, limits, signal)) {
    const place = `${path}:${info.lines}`;
    if (names === undefined || index === undefined) {
      names = record;
      index = indexOf(names);
      if (index.size !== names.length) throw malformedRow(place, `a column name stands twice in the header: ${names.join(', ')}`);
      continue;
    }
    if (record.length !== names.length) throw malformedRow(place, `the row has ${record.length} cells, the file has ${names.length} columns (${names.join(', ')})`);
    yield delimitedRow(place, record, names, index);
  }
}

const indexOf = (names: readonly string[]) => new Map(names.map((name, i) => [name, i]));

function delimitedRow(place: string, cells: readonly string[], names: readonly string[], index: ReadonlyMap<string, number>): Row {
  return {
    place,
    get: (column) => {
      const i = index.get(column);
      return i === undefined ? undefined : cells[i];
    },
    columns: () => names,
  };
}

async function* parseRecords(path: string, { format, quote }: FileSplit, { rowLength }: ReadLimits, signal?: AbortSignal): AsyncGenerator<ParsedRecord> {
  const parser = parse({
    delimiter: format === 'tsv' ? '\t' : ',',
    quote: quote ? '"' : null,
    record_delimiter: ['\r\n', '\n'],
    // Cells are counted here, where the columns are known by name.
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
    yield* parser as AsyncIterable<ParsedRecord>;
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
