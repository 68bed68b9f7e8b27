import { SkillNeuronsError } from '@skill-neurons/core';
import { readLines } from './read-lines.ts';
import { readWholeText } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import type { FileSplit } from './types.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The rows of a JSON file: a list of objects, or an object of objects whose keys name the rows.
 * @throws DATA_MALFORMED_ROW, DATA_UNKNOWN_KEY, DATA_FILE_TOO_LARGE
 */
export async function* readJson(path: string, split: FileSplit, limits: ReadLimits): AsyncGenerator<Row> {
  const text = await readWholeText(path, limits.wholeFileBytes);
  const rows = follow(parseJson(text, path), split.select, path);
  const keyed = !Array.isArray(rows);
  for (const [key, value] of Object.entries(rows)) {
    const place = `${path}: ${[...split.select, key].join('.')}`;
    if (!isObject(value)) throw malformedRow(place, 'the row is not an object');
    yield { ...jsonRow(place, value), ...(keyed ? { key } : {}) };
  }
}

/** The rows of a JSON Lines file as a stream; empty lines are skipped. @throws DATA_MALFORMED_ROW with file and line */
export async function* readJsonLines(path: string, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  for await (const { text, number } of readLines(path, limits.rowLength, signal)) {
    if (text.trim() === '') continue;
    const place = `${path}:${number}`;
    const value = parseJson(text, place);
    if (!isObject(value)) throw malformedRow(place, 'the line is not a JSON object');
    yield jsonRow(place, value);
  }
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw malformedRow(place, `this is not valid JSON: ${(cause as Error).message}`, cause);
  }
}

function follow(root: unknown, select: readonly string[], path: string): JsonObject | readonly unknown[] {
  let value = root;
  for (const key of select) {
    if (!isObject(value) || !Object.hasOwn(value, key)) {
      const known = isObject(value) ? Object.keys(value).slice(0, 20).join(', ') : 'none';
      throw new SkillNeuronsError({ code: 'DATA_UNKNOWN_KEY', message: `there is no key "${key}" (select: ${select.join('.')})`, where: path, hint: `the keys there are ${known}` });
    }
    value = value[key];
  }
  if (typeof value !== 'object' || value === null) throw malformedRow(path, 'the rows are neither a list nor an object; say where they are with select');
  return value as JsonObject | readonly unknown[];
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonRow(place: string, value: JsonObject): Row {
  return {
    place,
    get(column) {
      const cell = Object.hasOwn(value, column) ? value[column] : undefined;
      if (cell === undefined || cell === null) return cell;
      if (typeof cell === 'object') throw malformedRow(place, `"${column}" is a list or an object, not a text or number`);
      return String(cell);
    },
    columns: () => Object.keys(value),
  };
}
