import { isSkillNeuronsError } from '@skill-neurons/core';
import { readRows } from '../read-rows.ts';
import { defaultReadLimits, type Row } from '../row.ts';
import type { FileSplit, RowFormat } from '../types.ts';
import { draftError } from './data-files.ts';

/** Files to look into, relative to `root`. */
export interface SurveyedFiles {
  root: string;
  files: readonly string[];
  format: RowFormat;
  /** json: keys to follow to the rows. */
  select?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
}

/** A column and its value in the first row; undefined for a list or an object. */
export interface SurveyedColumn {
  name: string;
  sample: string | null | undefined;
}

/** What stands in the columns of a split that a task would use. */
export interface ColumnSurvey {
  rows: number;
  /** Rows with a null in one of the text columns. */
  nullTexts: number;
  /** Rows by value of the label column; nulls are not counted. */
  labels: ReadonlyMap<string, number>;
  nullLabels: number;
}

/** More values than that are no classes. */
const mostValues = 50;

/** The columns of the first row. @throws TASK_DRAFT when there is none, and what reading rows throws */
export async function surveyColumns(source: SurveyedFiles): Promise<SurveyedColumn[]> {
  const names = [...((await firstRow(source, []))?.columns() ?? [])];
  const row = await firstRow(source, names);
  if (row === undefined) throw draftError('there are no rows', 'name a file with rows', source.files.join(', '));
  return names.map((name) => ({ name, sample: cell(row, name) }));
}

/** Reads every row. @throws TASK_DRAFT for a label column of too many values, and what reading rows throws */
export async function surveySplit(source: SurveyedFiles, text: readonly string[], label: string): Promise<ColumnSurvey> {
  const found = { rows: 0, nullTexts: 0, nullLabels: 0, labels: new Map<string, number>() };
  for await (const row of rowsOf(source, [...text, label])) {
    found.rows++;
    if (text.some((column) => (row.get(column) ?? null) === null)) found.nullTexts++;
    const value = row.get(label) ?? null;
    if (value === null) found.nullLabels++;
    else found.labels.set(value, (found.labels.get(value) ?? 0) + 1);
    if (found.labels.size > mostValues) throw draftError(`"${label}" has more than ${mostValues} different values`, 'name a column of classes', row.place);
  }
  return found;
}

/** Undefined too where reading the cell fails, for a list or an object. */
function cell(row: Row, column: string): string | null | undefined {
  try {
    return row.get(column);
  } catch (error) {
    if (isSkillNeuronsError(error)) return undefined;
    throw error;
  }
}

async function firstRow(source: SurveyedFiles, columns: readonly string[]): Promise<Row | undefined> {
  for await (const row of rowsOf(source, columns)) return row;
  return undefined;
}

function rowsOf({ root, files, format, select = [], signal }: SurveyedFiles, columns: readonly string[]): AsyncGenerator<Row> {
  const split: FileSplit = {
    files, format, select, quote: format === 'csv', fields: Object.fromEntries(columns.map((column) => [column, { columns: [column] }])), label: { classes: {} },
    where: [], nulls: 'empty', nullValues: [], disjointFrom: [],
  };
  return readRows(root, split, defaultReadLimits, 'check the path', signal);
}
