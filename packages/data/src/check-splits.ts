import { pathProblem } from './data-folder.ts';
import { formatOfFile, isDelimited } from './row-format.ts';
import type { TaskProblem } from './task-problems.ts';
import type { SplitFile, TaskFile } from './task-schema.ts';

/** Checks the splits against each other, the classes and the fields that the templates use. */
export function checkSplits(task: TaskFile, usedFields: readonly string[]): TaskProblem[] {
  const problems: TaskProblem[] = [];
  const names = Object.keys(task.splits);
  if (names.length === 0) problems.push({ path: ['splits'], message: 'write at least one split' });
  const taken = new Map<string, number>();
  for (const [name, split] of Object.entries(task.splits)) {
    const path = ['splits', name];
    if ('from' in split) {
      const source = task.splits[split.from];
      if (source === undefined || 'from' in source) problems.push({ path: [...path, 'from'], message: `"${split.from}" is not a split with a file; those are ${fileSplits(task).join(', ') || 'none'}` });
      taken.set(split.from, (taken.get(split.from) ?? 0) + (split.fraction ?? 0));
      if (taken.get(split.from)! >= 1) problems.push({ path: [...path, 'fraction'], message: `nothing of "${split.from}" would remain` });
    } else {
      problems.push(...checkFileSplit(task, name, split, usedFields).map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
    }
  }
  task.adversarial?.forEach((name, i) => {
    if (!names.includes(name)) problems.push({ path: ['adversarial', i], message: `there is no split "${name}"; the splits are ${names.join(', ')}` });
  });
  return problems;
}

const fileSplits = (task: TaskFile) => Object.entries(task.splits).flatMap(([name, split]) => ('file' in split ? [name] : []));

function checkFileSplit(task: TaskFile, name: string, split: SplitFile, usedFields: readonly string[]): TaskProblem[] {
  const problems: TaskProblem[] = [];
  const add = (path: PropertyKey[], message: string | undefined) => {
    if (message !== undefined) problems.push({ path, message });
  };
  const files = [split.file].flat();
  const formats = new Set(files.map(formatOfFile));
  const format = split.format ?? (formats.size === 1 ? [...formats][0] : undefined);
  for (const file of files) add(['file'], pathProblem(file));
  if (format === undefined) add(['format'], `the ending of ${files.join(', ')} does not tell the format; write format: tsv, csv, json, jsonl, lines or parquet`);
  else {
    for (const key of ['quote', 'columns', 'null_values'] as const) {
      if (!isDelimited(format) && split[key] !== undefined) add([key], `only tsv and csv have this, and the format is ${format}`);
    }
    if (format !== 'json' && split.select !== undefined) add(['select'], `only json has this, and the format is ${format}`);
  }
  for (const field of usedFields) {
    if (!Object.hasOwn(split.fields, field)) add(['fields'], `a template uses {${field}}, which is not a field here; the fields are ${Object.keys(split.fields).join(', ') || 'none'}`);
  }
  for (const [field, source] of Object.entries(split.fields)) {
    if (field === 'bos' || field === 'eos' || field === 'mask') add(['fields', field], `{${field}} is a special token in templates; use another name`);
    if (typeof source === 'object' && 'folder' in source) add(['fields', field, 'folder'], pathProblem(source.folder));
  }
  if (split.label.file !== undefined) add(['label', 'file'], pathProblem(split.label.file));
  for (const [value, target] of Object.entries(split.label.map ?? {})) {
    const known = target === null || (typeof target === 'number' ? target < task.labels.length : task.labels.includes(target));
    if (!known) add(['label', 'map', value], `"${target}" is not a class; the classes are ${task.labels.join(', ')}`);
  }
  if (split.original_split !== undefined) {
    const others = Object.keys(task.splits).filter((other) => other !== name);
    if (!others.includes(split.original_split)) add(['original_split'], `"${split.original_split}" is not another split; those are ${others.join(', ') || 'none'}`);
    if (split.original_id === undefined) add(['original_split'], 'write original_id too: the column with the id of the row there');
  }
  split.disjoint_from?.forEach((other, i) => {
    if (other === name || !fileSplits(task).includes(other)) add(['disjoint_from', i], `"${other}" is not another split with a file`);
  });
  return problems;
}
