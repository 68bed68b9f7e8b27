import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { isPlainFileName } from './data-folder.ts';
import { readWholeText } from './read-text.ts';
import { malformedRow, unknownColumn } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import type { Example, FieldSource, FileSplit, Task } from './types.ts';

/**
 * Makes an example of a row, or null for a row that is dropped on purpose (a `where` condition, a label mapped to null).
 * `labelLine` is the row's line of the label file where the split has one.
 *
 * @throws DATA_UNKNOWN_COLUMN, DATA_UNKNOWN_LABEL, DATA_MALFORMED_ROW, DATA_FILE_MISSING
 */
export async function rowToExample(task: Task, split: FileSplit, row: Row, position: number, labelLine: string | undefined, dataFolder: string, limits: ReadLimits): Promise<Example | null> {
  if (!split.where.every(({ column, values, keep }) => values.includes(required(row, column)) === keep)) return null;
  const label = classOf(task, split, row, labelLine);
  if (label === null) return null;
  const fields: Record<string, string> = {};
  for (const [name, source] of Object.entries(split.fields)) fields[name] = await fieldText(source, row, dataFolder, limits);
  const example: Example = { id: split.id === undefined ? (row.key ?? String(position)) : required(row, split.id), fields, label };
  if (split.group !== undefined) example.group = required(row, split.group);
  if (split.originalId !== undefined) example.originalId = required(row, split.originalId);
  return example;
}

function required(row: Row, column: string): string {
  const value = row.get(column);
  if (value === undefined) throw unknownColumn(row.place, column, row.columns());
  return value;
}

function classOf(task: Task, { label }: FileSplit, row: Row, labelLine: string | undefined): number | null {
  const value = label.column === undefined ? labelLine! : required(row, label.column);
  if (!Object.hasOwn(label.classes, value)) {
    const shown = value.length > 40 ? `${value.slice(0, 40)}...` : value;
    throw new SkillNeuronsError({
      code: 'DATA_UNKNOWN_LABEL',
      message: `"${shown}" is not a label of ${task.name}`,
      where: row.place,
      hint: `the labels are ${Object.keys(label.classes).join(', ')}; map it to a class, or to null to drop such rows`,
    });
  }
  return label.classes[value]!;
}

async function fieldText(source: FieldSource, row: Row, dataFolder: string, limits: ReadLimits): Promise<string> {
  if ('folder' in source) {
    const name = required(row, source.column);
    if (!isPlainFileName(name)) throw malformedRow(row.place, `"${source.column}" must be the plain name of a file in ${source.folder}, not ${JSON.stringify(name)}`);
    return readWholeText(join(dataFolder, source.folder, name), limits.rowLength);
  }
  for (const column of source.columns) {
    const value = row.get(column);
    if (value !== undefined) return value;
  }
  throw unknownColumn(row.place, source.columns.join('" or "'), row.columns());
}
