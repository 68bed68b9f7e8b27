import { loadExamples, type LoadExamplesOptions } from '../load-examples.ts';
import type { Task } from '../types.ts';
import { findLeaks, type LeakReport, type SplitRows } from './find-leaks.ts';

/** The order in which splits are compared: what is tuned on, chosen on, reported on, and anything else as it stands. */
const usualOrder = ['train', 'validation', 'test'];

/**
 * Reads splits of tasks and compares each with each, see {@link findLeaks}.
 *
 * @param sources Tasks with the splits to compare; by default all of a task's.
 * @throws as loadExamples
 */
export async function loadAndFindLeaks(sources: readonly { task: Task; splits?: readonly string[] }[], options: LoadExamplesOptions = {}): Promise<LeakReport> {
  const splits: SplitRows[] = [];
  for (const { task, splits: names = Object.keys(task.splits) } of sources) {
    for (const split of names) {
      splits.push({ task: task.name, split, examples: await loadExamples(task, split, options) });
      options.onProgress?.({ label: `compare ${task.name}`, done: splits.length });
    }
  }
  return findLeaks(inUsualOrder(splits));
}

/** Train splits of all tasks first, then validation, then test, then all others. */
export function inUsualOrder<T extends { split: string }>(splits: readonly T[]): T[] {
  const rank = ({ split }: T) => (usualOrder.includes(split) ? usualOrder.indexOf(split) : usualOrder.length);
  return [...splits].sort((a, b) => rank(a) - rank(b));
}
