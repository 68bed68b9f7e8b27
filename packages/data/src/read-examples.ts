import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { readLines } from './read-lines.ts';
import { readRows } from './read-rows.ts';
import { checkFile } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import { rowToExample, type RowContext } from './row-to-example.ts';
import type { ReadLimits } from './row.ts';
import type { Example } from './types.ts';

/**
 * The examples of a split with files, in their order, as a stream: rows that `where`, the label map or `nulls` drop are
 * left out.
 */
export async function* readExamples(context: RowContext, name: string, signal?: AbortSignal): AsyncGenerator<Example> {
  const { task, split, root, limits } = context;
  const missingHint = `check the ${split.hub === undefined ? `data folder (${root})` : `files of ${split.hub.id} on the hub`}${task.source === undefined ? '' : `; the data come from ${task.source}`}`;
  const ids = new Set<string>();
  const labels = split.label.file === undefined ? undefined : await labelLines(join(root, split.label.file), limits, missingHint, signal);
  let position = 0;
  for await (const row of readRows(root, split, limits, missingHint, signal)) {
    const label = await labels?.next();
    if (label?.done === true) throw malformedRow(row.place, `${split.label.file} has only ${position} labels`);
    const example = await rowToExample(context, row, position++, label?.value.text);
    if (example === null) continue;
    if (ids.has(example.id)) throw new SkillNeuronsError({ code: 'DATA_DUPLICATE_ID', message: `two rows of "${name}" have the id ${JSON.stringify(example.id)}`, where: row.place, hint: 'choose a column that differs for every row, or leave id out' });
    ids.add(example.id);
    yield example;
  }
  const extra = await labels?.next();
  if (extra !== undefined && extra.done !== true) throw malformedRow(`${split.label.file}:${extra.value.number}`, `there are more labels than the ${position} rows of ${split.files.join(', ')}`);
}

async function labelLines(path: string, limits: ReadLimits, hint: string, signal?: AbortSignal) {
  await checkFile(path, limits.fileBytes, hint);
  return readLines(path, limits.rowLength, signal);
}
