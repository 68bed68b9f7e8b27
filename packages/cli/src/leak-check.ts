import { isSkillNeuronsError } from '@skill-neurons/core';
import { findLeaks, loadExamples, loadTask, type FetchHubFolder, type SharedText, type SplitRows, type Task } from '@skill-neurons/data';
import { locateTask } from '@skill-neurons/experiments/names';
import { hubSettings, resolveHubFolder } from '@skill-neurons/hub';
import type { SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment, GlobalOptions } from './command.ts';
import { plainText } from './plain-text.ts';

/** A split as a command reads it; a task may be named, as a prompt names the one it was tuned on. */
export interface ReadSplit {
  task: Task | string;
  split: string;
  limit?: number | undefined;
  /** The command reads this source in any case, so rows that cannot be read end it here. Always so of targets. */
  required?: boolean;
}

/** Which rows of an evaluated split also stand in what was tuned on: part of every result. */
export interface LeakRecord {
  /** Splits that it was compared with, as `task/split`. */
  against: string[];
  /** Splits that it was not compared with, and why. */
  unread: { split: string; code: string; message: string }[];
  shared: SharedText[];
}

export interface LeakCheckOptions extends Pick<GlobalOptions, 'includePath' | 'dataDir'> {
  /** False with --no-leaks. */
  leaks: boolean;
}

/** What the prompts were tuned on, as far as they say: the training split of their task. */
export function trainedOn(prompts: readonly (SoftPrompt | null)[], tasks: readonly Task[] = []): ReadSplit[] {
  const names = new Set(prompts.flatMap((prompt) => prompt?.origin.task ?? []));
  return [...names].map((name) => ({ task: tasks.find((task) => task.name === name) ?? name, split: 'train' }));
}

/**
 * Compares the text of each target with that of all sources and says so in one line where any is shared. Downloads nothing that the
 * command does not need: a source on the hub that is not in the cache counts as unread, like one whose files are missing. A split that the
 * command itself is about to fail on is its error, not a note. Null with --no-leaks.
 * @returns a record per target, in their order
 */
export async function checkLeaks(sources: readonly ReadSplit[], targets: readonly ReadSplit[], options: LeakCheckOptions, environment: CommandEnvironment): Promise<LeakRecord[] | null> {
  if (!options.leaks) return null;
  const unread: LeakRecord['unread'] = [];
  const from: SplitRows[] = [];
  const targetNames = new Set(targets.map(nameOf));
  for (const source of sources) {
    const required = source.required === true || targetNames.has(nameOf(source));
    try {
      from.push(await readRows({ ...source, required }, options, environment));
    } catch (error) {
      if (required || !isSkillNeuronsError(error)) throw error;
      unread.push({ split: nameOf(source), code: error.code, message: error.oneLine });
    }
  }
  const rows: SplitRows[] = [];
  if (sources.length > 0) for (const target of targets) rows.push(await readRows({ ...target, required: true }, options, environment));
  const { shared } = findLeaks([...from, ...rows]);
  if (from.length > 0) environment.terminal.detail(`leaks: ${targets.map(nameOf).join(', ')} compared with ${from.map(nameOf).join(', ')}`);
  const records = targets.map((target) => ({ against: from.map(nameOf), unread, shared: leaksOf(shared, from, nameOf(target)) }));
  tell(records, environment);
  return records;
}

/** What one target shares with the sources; pairs of sources, or of targets, are nobody's leak here. */
function leaksOf(shared: readonly SharedText[], sources: readonly SplitRows[], target: string): SharedText[] {
  const ofTarget = shared.filter((found) => nameOf(found.target) === target);
  return sources.flatMap((source) => ofTarget.find((found) => nameOf(found.source) === nameOf(source)) ?? []);
}

async function readRows({ task, split, limit, required }: ReadSplit, { includePath, dataDir }: LeakCheckOptions, { terminal, signal }: CommandEnvironment): Promise<SplitRows> {
  const loaded = typeof task === 'string' ? await loadTask(locateTask(task, includePath)) : task;
  const examples = await loadExamples(loaded, split, { seed: 0, limit, dataFolder: dataDir, ...(required !== true && { fetchHub: fromCache }), onProgress: terminal.progress, signal });
  return { task: loaded.name, split, examples };
}

const fromCache: FetchHubFolder = ({ id, ...request }) => resolveHubFolder({ repo: id, type: 'dataset', ...request, settings: { ...hubSettings(), offline: true } });

const nameOf = ({ task, split }: { task: Task | string; split: string }): string => `${typeof task === 'string' ? task : task.name}/${split}`;

function tell(records: readonly LeakRecord[], { terminal }: CommandEnvironment): void {
  const found = records.flatMap(({ shared }) => shared);
  const texts = found.map(({ source, target, n, exact, normalised }) => `${normalised} of ${n} rows of ${nameOf(target)} also stand in ${nameOf(source)} (${exact} the very same text)`);
  if (texts.length > 0) terminal.alert(plainText(`leaks: ${texts.join('; ')}`));
  const [first] = records;
  for (const { split, message } of first?.unread ?? []) terminal.note(plainText(`leaks: not compared with ${split}: ${message}`));
}
