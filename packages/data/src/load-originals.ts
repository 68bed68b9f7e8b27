import { loadExamples, type LoadExamplesOptions } from './load-examples.ts';
import type { Example, Task } from './types.ts';

/** The split that holds the rows before the attack, where the task file says it (`original_split`). */
export function originalSplitOf(task: Task, split: string): string | undefined {
  const source = Object.hasOwn(task.splits, split) ? task.splits[split] : undefined;
  if (source === undefined) return undefined;
  return 'from' in source ? originalSplitOf(task, source.from) : source.originalSplit;
}

/**
 * The row that each of these adversarial rows was made from, in their order; undefined for a row that names none or one that is not
 * there (such as one written by hand), and for all where the task file does not say in which split the originals are.
 *
 * @param adversarial rows of `split`
 * @throws what {@link loadExamples} throws
 */
export async function loadOriginals(
  task: Task, split: string, adversarial: readonly Pick<Example, 'originalId'>[], options: Omit<LoadExamplesOptions, 'limit' | 'perClass' | 'seed'> = {},
): Promise<(Example | undefined)[]> {
  const from = originalSplitOf(task, split);
  if (from === undefined) return adversarial.map(() => undefined);
  const originals = new Map((await loadExamples(task, from, options)).map((example) => [example.id, example]));
  return adversarial.map(({ originalId }) => (originalId === undefined ? undefined : originals.get(originalId)));
}
