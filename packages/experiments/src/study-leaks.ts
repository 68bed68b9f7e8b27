import { findLeaks, loadExamples, type SplitRows } from '@skill-neurons/data';
import type { TaskLeak } from '@skill-neurons/reporting';
import { sampleSeed, type Workspace } from './workspace.ts';

interface RankedSplit extends SplitRows {
  /** 0 tuned on, 1 chosen on, 2 reported on, 3 adversarial. */
  rank: number;
}

/**
 * Per task, which of its rows also stand in a split that comes before them in the study's use, of any task: validation rows
 * in a train split, test rows in a train or validation split, adversarial rows in any of the three.
 */
export async function studyLeaks(workspace: Workspace): Promise<ReadonlyMap<string, TaskLeak[]>> {
  const splits = (await usedSplits(workspace)).sort((a, b) => a.rank - b.rank);
  const rankOf = ({ task, split }: { task: string; split: string }) => splits.find((used) => used.task === task && used.split === split)!.rank;
  const leaks = new Map<string, TaskLeak[]>(Object.keys(workspace.located.tasks).map((id) => [id, []]));
  for (const { source, target, n, exact, normalised, otherLabel } of findLeaks(splits).shared) {
    if (rankOf(source) < rankOf(target)) leaks.get(target.task)!.push({ split: target.split, source, n, exact, normalised, otherLabel });
  }
  return leaks;
}

async function usedSplits(workspace: Workspace): Promise<RankedSplit[]> {
  const { train, validation, test } = workspace.located.study.splits;
  const { dataFolder, tasks } = workspace.located;
  const used: RankedSplit[] = [];
  for (const id of Object.keys(tasks)) {
    const task = await workspace.task(id);
    const usual = [train, validation, test];
    const names = [...new Set([...usual, ...task.adversarial])];
    for (const split of names) {
      const limit = workspace.limitOf(task, split);
      const examples = await loadExamples(task, split, { seed: sampleSeed, ...(limit === undefined ? {} : { limit }), ...(dataFolder === undefined ? {} : { dataFolder }) });
      used.push({ task: id, split, examples, rank: usual.includes(split) ? usual.indexOf(split) : usual.length });
    }
  }
  return used;
}
