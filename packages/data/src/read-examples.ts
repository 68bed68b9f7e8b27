import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { readLines } from './read-lines.ts';
import { readRows } from './read-rows.ts';
import { checkFile } from './read-text.ts';
import { malformedRow } from './row-errors.ts';
import { rowToExample } from './row-to-example.ts';
import type { ReadLimits } from './row.ts';
import type { Example, FileSplit, Task } from './types.ts';

/** The examples of a split with a file, in file order, as a stream: rows that `where` or the label map drop are left out. */
export async function* readExamples(task: Task, name: string, split: FileSplit, dataFolder: string, limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Example> {
  const missingHint = `check the data folder (${dataFolder})${task.source === undefined ? '' : `; the data come from ${task.source}`}`;
  const ids = new Set<string>();
  const labels = split.label.file === undefined ? undefined : await labelLines(join(dataFolder, split.label.file), limits, missingHint, signal);
  let position = 0;
  for await (const row of readRows(dataFolder, split, limits, missingHint, signal)) {
    const label = await labels?.next();
    if (label?.done === true) throw malformedRow(row.place, `${split.label.file} has only ${position} labels`);
    const example = await rowToExample(task, split, row, position++, label?.value.text, dataFolder, limits);
    if (example === null) continue;
    if (ids.has(example.id)) throw new SkillNeuronsError({ code: 'DATA_DUPLICATE_ID', message: `two rows of "${name}" have the id ${JSON.stringify(example.id)}`, where: row.place, hint: 'choose a column that differs for every row, or leave id out' });
    ids.add(example.id);
    yield example;
  }
  const extra = await labels?.next();
  if (extra !== undefined && extra.done !== true) throw malformedRow(`${split.label.file}:${extra.value.number}`, `there are more labels than the ${position} rows of ${split.file}`);
}

async function labelLines(path: string, limits: ReadLimits, hint: string, signal?: AbortSignal) {
  await checkFile(path, limits.fileBytes, hint);
  return readLines(path, limits.rowLength, signal);
}
