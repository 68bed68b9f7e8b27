import { isSkillNeuronsError, type SkillNeuronsError } from '@skill-neurons/core';
import { countClasses, findLeaks, inUsualOrder, loadExamples, loadTask, type LeakReport, type SplitRows, type Task } from '@skill-neurons/data';
import { locateTask } from '@skill-neurons/experiments/names';
import type { CommandEnvironment } from '../command.ts';
import type { ValidateTasksOptions } from '../commands/tasks.ts';
import { exitCodeOf } from '../show-error.ts';
import { textTable } from '../text-table.ts';

interface CheckedSplit {
  split: string;
  rows?: number;
  counts?: number[];
  error?: { code: string; message: string };
}

/** Reads every row of every split, counts classes, and names text that splits share. Problems of the data give exit code 2 or 3. */
export async function validateTasks({ tasks: names, includePath, dataDir, leaks }: ValidateTasksOptions, { terminal, signal }: CommandEnvironment): Promise<number | undefined> {
  const tasks: Task[] = [];
  for (const name of names) tasks.push(await loadTask(locateTask(name, includePath)));
  const checked: { task: Task; splits: CheckedSplit[] }[] = [];
  const read: SplitRows[] = [];
  let worst: SkillNeuronsError | undefined;
  for (const task of tasks) {
    const splits: CheckedSplit[] = [];
    for (const split of Object.keys(task.splits)) {
      try {
        const examples = await loadExamples(task, split, { ...(dataDir === undefined ? {} : { dataFolder: dataDir }), onProgress: terminal.progress, signal });
        splits.push({ split, rows: examples.length, counts: countClasses(examples, task.labels.length).counts });
        if (leaks) read.push({ task: task.name, split, examples });
      } catch (error) {
        if (!isSkillNeuronsError(error)) throw error;
        worst ??= error;
        splits.push({ split, error: { code: error.code, message: error.oneLine } });
      }
    }
    checked.push({ task, splits });
  }
  const found = leaks ? findLeaks(inUsualOrder(read)) : undefined;
  const results = checked.map(({ task, splits }) => ({ task: task.name, file: task.file, labels: task.labels, splits }));
  terminal.result({ tasks: results, ...(found === undefined ? {} : { leaks: found }) }, [...checked.map(taskText), ...(found === undefined ? [] : [leakText(found)])].join('\n\n'));
  return worst === undefined ? undefined : exitCodeOf(worst);
}

function taskText({ task, splits }: { task: Task; splits: CheckedSplit[] }): string {
  const table = textTable(['split', 'rows', ...task.labels], splits.map(({ split, rows, counts, error }) => (error ? [split, error.code, ...task.labels.map(() => '')] : [split, String(rows), ...counts!.map(String)])));
  const problems = splits.flatMap(({ split, error }) => (error ? [`${split}: ${error.code}: ${error.message}`] : []));
  const verdict = problems.length === 0 ? `${task.file} is valid` : `${task.file} is a valid task file, but not all of its data can be read`;
  return [verdict, table, ...problems].join('\n');
}

function leakText({ splits, shared }: LeakReport): string {
  const repeated = splits.filter((split) => split.repeated > 0).map(({ task, split, repeated: count, n }) => `${task}/${split}: ${count} of ${n} rows repeat the text of an earlier row of the split`);
  if (shared.length === 0) return [splits.length < 2 ? 'there are no two splits to compare' : 'no text stands in two splits', ...repeated].join('\n');
  const rows = shared.map(({ source, target, n, exact, normalised, otherLabel, pairs }) => {
    const [example] = pairs;
    return [`${target.task}/${target.split}`, `${source.task}/${source.split}`, String(n), String(exact), String(normalised), otherLabel === null ? '' : String(otherLabel), `${example!.target}: ${example!.text}`.slice(0, 60)];
  });
  return ['rows that also stand in another split (the same but for spelling: case, accents, punctuation, order of the parts)', textTable(['rows of', 'stand in', 'rows', 'same text', 'but for spelling', 'other class', 'for example'], rows), ...repeated].join('\n');
}
