import { dirname } from 'node:path';
import { formatOfFile } from './row-format.ts';
import type { SampleFile, SplitFile, TaskFile } from './task-schema.ts';
import type { FieldSource, FileSplit, HubSource, LabelSource, Sample, SplitSource, Task } from './types.ts';

/** The {@link Task} of a task file that passed all checks. */
export function buildTask(file: TaskFile, path: string): Task {
  return {
    name: file.name,
    type: file.type,
    title: file.title,
    ...(file.source === undefined ? {} : { source: file.source }),
    ...(file.license === undefined ? {} : { license: file.license }),
    labels: file.labels,
    templates: file.templates,
    maxLength: file.max_length ?? {},
    verbalizers: file.verbalizers,
    labelWordPieces: file.label_word_pieces ?? 'first',
    splits: Object.fromEntries(Object.entries(file.splits).map(([name, split]): [string, SplitSource] => [name, 'from' in split ? { from: split.from, ...buildSample(split) } : buildSplit(split, file.labels)])),
    adversarial: file.adversarial ?? [],
    dataFolder: file.data_folder ?? '.',
    folder: dirname(path),
    file: path,
  };
}

function buildSplit(split: SplitFile, labels: readonly string[]): FileSplit {
  const files = [split.file].flat();
  const format = split.format ?? formatOfFile(files[0]!);
  if (format === undefined) throw new Error(`unchecked split file ${files.join()}`);
  const { id, group, original_id: originalId, original_split: originalSplit, columns, rows } = split;
  return {
    files,
    ...(split.hub === undefined ? {} : { hub: buildHub(split.hub) }),
    format,
    quote: split.quote ?? format === 'csv',
    ...(columns === undefined ? {} : { columns }),
    select: split.select === undefined ? [] : [split.select].flat(),
    fields: Object.fromEntries(Object.entries(split.fields).map(([name, source]) => [name, buildField(source)])),
    label: buildLabel(split.label, labels),
    ...(id === undefined ? {} : { id }),
    ...(group === undefined ? {} : { group }),
    ...(originalId === undefined ? {} : { originalId }),
    ...(originalSplit === undefined ? {} : { originalSplit }),
    where: (split.where ?? []).map(({ column, equals, not_equals }) => ({ column, values: [equals ?? not_equals ?? []].flat(), keep: equals !== undefined })),
    nulls: split.nulls ?? 'error',
    nullValues: split.null_values ?? [],
    disjointFrom: split.disjoint_from ?? [],
    ...(rows === undefined ? {} : { rows }),
    ...(split.sample === undefined ? {} : { sample: buildSample(split.sample) }),
  };
}

function buildHub(hub: NonNullable<SplitFile['hub']>): HubSource {
  return typeof hub === 'string' ? { id: hub, revision: 'main' } : { id: hub.id, revision: hub.revision ?? 'main' };
}

function buildSample({ fraction, rows, per_class: perClass, seed }: Omit<SampleFile, 'from'>): Sample {
  if (fraction !== undefined) return { fraction, seed };
  return rows !== undefined ? { rows, seed } : { perClass: perClass!, seed };
}

function buildField(source: SplitFile['fields'][string]): FieldSource {
  return typeof source === 'string' || Array.isArray(source) ? { columns: [source].flat() } : source;
}

/** Without a map the values are class names or class indices. */
function buildLabel({ column, file, map }: SplitFile['label'], labels: readonly string[]): LabelSource {
  const entries = map === undefined ? [...labels.map((_, index) => [String(index), index] as const), ...labels.map((label, index) => [label, index] as const)] : Object.entries(map).map(([value, target]) => [value, classIndex(target, labels)] as const);
  return { ...(column === undefined ? {} : { column }), ...(file === undefined ? {} : { file }), classes: Object.fromEntries(entries) };
}

const classIndex = (target: string | number | null, labels: readonly string[]) => (typeof target === 'string' ? labels.indexOf(target) : target);
