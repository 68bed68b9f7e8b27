import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { isPlainFileName } from './data-folder.ts';
import { readWholeText } from './read-text.ts';
import { malformedRow, nullCell, unknownColumn } from './row-errors.ts';
import type { ReadLimits, Row } from './row.ts';
import type { Example, FieldSource, FileSplit, Task } from './types.ts';

/** What the rows of a split are read with. */
export interface RowContext {
  task: Task;
  split: FileSplit;
  /** The folder that the split's paths are relative to. */
  root: string;
  limits: ReadLimits;
}

/**
 * Makes an example of a row, or null for a row that is dropped on purpose (a `where` condition, a label mapped to null, a
 * null with `nulls: drop`). `labelLine` is the row's line of the label file where the split has one.
 *
 * @throws DATA_UNKNOWN_COLUMN, DATA_NULL_CELL, DATA_UNKNOWN_LABEL, DATA_MALFORMED_ROW, DATA_FILE_MISSING
 */
export async function rowToExample(context: RowContext, row: Row, position: number, labelLine: string | undefined): Promise<Example | null> {
  const { split } = context;
  for (const { column, values, keep } of split.where) {
    const value = cellOf(row, [column], split);
    if (value === null || values.includes(value) !== keep) return null;
  }
  const labelText = split.label.column === undefined ? labelLine! : cellOf(row, [split.label.column], split);
  const label = labelText === null ? null : classOf(context, row, labelText);
  if (label === null) return null;
  const fields: Record<string, string> = {};
  for (const [name, source] of Object.entries(split.fields)) {
    const text = await fieldText(source, row, context);
    if (text === null) return null;
    fields[name] = text;
  }
  const optional = (column: string | undefined) => (column === undefined ? undefined : cellOf(row, [column], split));
  const [id, group, originalId] = [optional(split.id), optional(split.group), optional(split.originalId)];
  if (id === null || group === null || originalId === null) return null;
  const example: Example = { id: id ?? row.key ?? String(position), fields, label };
  if (group !== undefined) example.group = group;
  if (originalId !== undefined) example.originalId = originalId;
  return example;
}

/** The first of these columns that has a value. Where all are null: what the split's `nulls` says, null for a row to drop. */
function cellOf(row: Row, columns: readonly string[], { nulls }: FileSplit): string | null {
  let nullColumn: string | undefined;
  for (const column of columns) {
    const value = row.get(column);
    if (typeof value === 'string') return value;
    if (value === null) nullColumn ??= column;
  }
  if (nullColumn === undefined) throw unknownColumn(row.place, columns.join('" or "'), row.columns());
  if (nulls === 'error') throw nullCell(row.place, nullColumn);
  return nulls === 'empty' ? '' : null;
}

function classOf({ task, split }: RowContext, row: Row, value: string): number | null {
  const { classes } = split.label;
  if (!Object.hasOwn(classes, value)) {
    const shown = value.length > 40 ? `${value.slice(0, 40)}...` : value;
    throw new SkillNeuronsError({
      code: 'DATA_UNKNOWN_LABEL',
      message: `"${shown}" is not a label of ${task.name}`,
      where: row.place,
      hint: `the labels are ${Object.keys(classes).join(', ')}; map it to a class, or to null to drop such rows`,
    });
  }
  return classes[value]!;
}

async function fieldText(source: FieldSource, row: Row, { split, root, limits }: RowContext): Promise<string | null> {
  if ('columns' in source) return cellOf(row, source.columns, split);
  if ('join' in source) {
    const cells = source.join.map((column) => cellOf(row, [column], split));
    return cells.some((cell) => cell === null) ? null : cells.join(source.separator);
  }
  const name = cellOf(row, [source.column], split);
  if (name === null) return null;
  if (!isPlainFileName(name)) throw malformedRow(row.place, `"${source.column}" must be the plain name of a file in ${source.folder}, not ${JSON.stringify(name)}`);
  return readWholeText(join(root, source.folder, name), limits.rowLength);
}
