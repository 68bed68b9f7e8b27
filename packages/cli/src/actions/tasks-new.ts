import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { draftTask, findDataFiles, loadTask, loadTokenizer, resolveLabelWords, surveyColumns, surveySplit, type DraftSplit, type SurveyedFiles } from '@skill-neurons/data';
import { locateModel } from '@skill-neurons/experiments/names';
import { readConfig } from '@skill-neurons/runtime';
import type { CommandEnvironment } from '../command.ts';
import type { NewTaskOptions } from '../commands/tasks-new.ts';
import { openDataSource } from './data-source.ts';
import { validateTasks } from './tasks-validate.ts';

/** Writes a task file for a data set whose columns the user names, and validates it at once. */
export async function newTask(options: NewTaskOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { textColumn: text = [], labelColumn: label, config, select = [], labels, words } = options;
  const out = resolve(options.out ?? fileNameOf(options.source, config));
  const name = basename(out).replace(/\.ya?ml$/, '');
  if (name === basename(out)) throw mistake(`${options.out} is no name of a task file`, 'let --out end with .yaml');
  if (existsSync(out)) throw exists(out);
  const data = await openDataSource(options.source, environment);
  const { format, splits } = findDataFiles(data.paths, config);
  const sources = async (files: readonly string[]): Promise<SurveyedFiles> => ({ root: await data.open(files), files, format, select, signal: environment.signal });
  const train = splits['train'] ?? Object.values(splits)[0]!;
  await checkColumns(await sources(train), text, label);

  const surveyed: Record<string, DraftSplit> = {};
  for (const [split, files] of Object.entries(splits)) surveyed[split] = { files, survey: await surveySplit(await sources(files), text, label!) };
  const dataFolder = data.root === undefined ? undefined : relative(dirname(out), data.root) || '.';
  const { source, hub } = data;
  await writeNew(out, draftTask({ name, title: options.title ?? name, type: options.type ?? name, source, hub, dataFolder, format, select, text, label: label!, labels, words, splits: surveyed }));
  return validateDraft(out, options, environment);
}

/** A draft that is no valid task, or whose label words the model cannot tell apart, is not left behind. */
async function validateDraft(file: string, options: NewTaskOptions, environment: CommandEnvironment): Promise<number | undefined> {
  try {
    const task = await loadTask(file);
    if (options.model !== undefined) {
      const folder = await locateModel(options.model, { onProgress: environment.terminal.progress, signal: environment.signal });
      const { architecture } = await readConfig(folder);
      resolveLabelWords(task, architecture === 't5' ? 'encoder-decoder' : 'masked-lm', await loadTokenizer(folder));
    }
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  const code = await validateTasks({ ...options, tasks: [file], leaks: true }, environment);
  environment.terminal.note(`look at it, then: skill-neurons tasks preview ${relative(process.cwd(), file)} --model ${options.model ?? 'MODEL'}`);
  return code;
}

/** What the user has yet to say is told with the columns there are. */
async function checkColumns(files: SurveyedFiles, text: readonly string[], label: string | undefined): Promise<void> {
  const columns = await surveyColumns(files);
  const unknown = [...text, ...(label === undefined ? [] : [label])].find((column) => !columns.some(({ name }) => name === column));
  if (unknown === undefined && text.length > 0 && label !== undefined) return;
  const sample = (value: string | null | undefined) => (value === undefined ? 'a list or an object' : value === null ? 'null' : JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value));
  const told = columns.map(({ name, sample: value }) => `${name} (${sample(value)})`).join(', ');
  const missing = [text.length === 0 ? '--text-column' : '', label === undefined ? '--label-column' : ''].filter((option) => option !== '');
  throw mistake(unknown === undefined ? `${missing.join(' and ')} must say what to read` : `there is no column "${unknown}"`, `the columns, with their first values, are ${told}`);
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw exists(file);
    throw new SkillNeuronsError({ code: 'FILE_WRITE', message: (cause as Error).message, where: file, hint: 'give another --out', kind: 'environment', cause });
  }
}

const exists = (file: string) => new SkillNeuronsError({ code: 'TASK_EXISTS', message: 'this file exists already', where: file, hint: 'give another --out' });

/** `reviews.csv` and `owner/reviews@v2` become reviews.yaml, with a configuration reviews-english.yaml. */
function fileNameOf(source: string, config: string | undefined): string {
  const name = basename(resolve(source)).replace(/@.*$/, '').replace(/\.(parquet|jsonl|ndjson|json|csv|tsv)$/, '');
  return `${[name, ...(config?.split('/') ?? [])].join('-').replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.yaml`;
}

function mistake(message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TASK_DRAFT', message, hint });
}
