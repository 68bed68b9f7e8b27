import { stringify } from 'yaml';
import type { RowFormat } from '../types.ts';
import { draftError } from './data-files.ts';
import type { ColumnSurvey } from './survey.ts';

export interface DraftSplit {
  files: readonly string[];
  survey: ColumnSurvey;
}

export interface DraftOptions {
  name: string;
  title: string;
  type: string;
  /** For people: where the data come from. */
  source?: string | undefined;
  hub?: { id: string; revision: string } | undefined;
  /** Relative to the task file, for local files. */
  dataFolder?: string | undefined;
  format: RowFormat;
  select?: readonly string[] | undefined;
  /** Columns, in the order in which the model reads them. */
  text: readonly string[];
  label: string;
  /** Names of the classes in the order of the sorted label values; the values themselves when left out. */
  labels?: readonly string[] | undefined;
  /** A label word per class; the names of the classes when left out. */
  words?: readonly string[] | undefined;
  splits: Readonly<Record<string, DraftSplit>>;
}

/** A carve-out of the training rows where the data have no such split. */
const carvedOut = { from: 'train', fraction: 0.1, seed: 1 };
const firstTokens = 128;

/**
 * A task file, as YAML, for data whose columns are known. Templates and label words are a start to be looked at.
 * @throws TASK_DRAFT when classes cannot be told from the label values
 */
export function draftTask(options: DraftOptions): string {
  const { name, title, type, source, dataFolder, text, splits } = options;
  const labelled = Object.entries(splits).filter(([, { survey }]) => values(survey).length > 0);
  const has = (name: string) => labelled.some(([split]) => split === name);
  if (!has('train')) throw draftError('the training rows have no labels', 'name another --label-column');
  const all = [...new Set(labelled.flatMap(([, { survey }]) => values(survey)))].sort(byValue);
  const labels = classNames(all, options.labels, options.label);
  const words = options.words ?? labels.map((label) => label.toLowerCase().replaceAll(/[._-]+/g, ' ').trim());
  if (words.length !== labels.length) throw draftError(`${words.length} label words for ${labels.length} classes (${labels.join(', ')})`, 'give --words one per class, in this order');
  const fields = fieldNames(text);
  const task = {
    name, title, type, source,
    labels: [...labels],
    templates: templatesOf([...fields.keys()]),
    verbalizers: { 'masked-lm': [...words], 'encoder-decoder': [...words] },
    data_folder: dataFolder,
    splits: {
      ...Object.fromEntries(labelled.map(([split, { files, survey }]) => [rename(split, has), splitOf(options, files, survey, fields, new Map(all.map((value, i) => [value, labels[i]!])))])),
      ...(has('validation') && has('test') ? {} : { validation: carvedOut }),
      ...(has('validation') || has('test') ? {} : { test: carvedOut }),
    },
  };
  const unlabelled = Object.keys(splits).filter((split) => !has(split));
  const notes = ['A draft of `skill-neurons tasks new`: look at templates and label words, add license: and source:', ...unlabelled.map((split) => `${splits[split]!.files.join(', ')}: without labels, left out`)];
  return `${notes.map((note) => `# ${note}\n`).join('')}${stringify(task, { lineWidth: 0 })}`;
}

/** Where the test rows have no labels, as in GLUE, the validation rows are reported on and a carve-out is chosen by. */
const rename = (split: string, has: (name: string) => boolean) => (split === 'validation' && !has('test') ? 'test' : split);

/** The label values of a split but for -1, by which data sets of the hub mark rows without a label. */
const values = ({ labels }: ColumnSurvey): string[] => [...labels.keys()].filter((value) => value !== '-1');

const byValue = (a: string, b: string) => (Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? (a < b ? -1 : 1) : Number(a) - Number(b));

function classNames(found: readonly string[], given: readonly string[] | undefined, column: string): readonly string[] {
  const shown = found.map((value) => JSON.stringify(value)).join(', ');
  if (found.length < 2) throw draftError(`"${column}" has one value only, ${shown}`, 'name a column of classes');
  if (given !== undefined && given.length !== found.length) throw draftError(`${given.length} labels for the ${found.length} values ${shown}`, 'give --labels one per value, in this order');
  if (given !== undefined) return given;
  if (found.every((value) => !Number.isNaN(Number(value)))) throw draftError(`the values of "${column}" are ${shown}: numbers do not tell what they mean`, 'name the classes in this order with --labels');
  const names = found.map((value) => value.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, ''));
  if (new Set(names).size < names.length || names.includes('')) throw draftError(`the values ${shown} make no distinct names`, 'name the classes in this order with --labels');
  return names;
}

/** A field of the template for each column, with a name that templates allow. */
function fieldNames(columns: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [i, column] of columns.entries()) {
    const plain = column.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_');
    const taken = ['bos', 'eos', 'mask', ''].includes(plain) || fields.has(plain);
    fields.set(taken ? `text_${i + 1}` : plain, column);
  }
  return fields;
}

/** As in Su et al. (2022): parts of a pair stand between `{eos}` for masked LMs, on one line for T5. */
function templatesOf(fields: readonly string[]): Record<'masked-lm' | 'encoder-decoder', string> {
  const first = fields.length === 1 ? `{${fields[0]}|${firstTokens}}` : fields.map((field) => `{${field}}`).join('{eos}');
  const second = fields.length === 1 ? `{${fields[0]}|${firstTokens}}` : fields.map((field) => `{${field}}`).join(' ');
  return { 'masked-lm': `{bos}${first}{eos}`, 'encoder-decoder': `${second}{eos}` };
}

function splitOf({ hub, format, select, label }: DraftOptions, files: readonly string[], survey: ColumnSurvey, fields: ReadonlyMap<string, string>, names: ReadonlyMap<string, string>) {
  const map = Object.fromEntries([...survey.labels.keys()].sort(byValue).map((value) => [value, names.get(value) ?? null]));
  return {
    ...(hub === undefined ? {} : { hub }),
    file: files.length === 1 ? files[0] : [...files],
    format,
    ...(select === undefined || select.length === 0 ? {} : { select: [...select] }),
    fields: Object.fromEntries(fields),
    label: { column: label, map },
    ...(survey.nullTexts + survey.nullLabels > 0 ? { nulls: 'drop' } : {}),
  };
}
