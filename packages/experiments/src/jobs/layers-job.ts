import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { layerShares, type StoredPredictivity } from '@skill-neurons/neurons';
import type { LayerShareResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { meanRanking, storedRanking } from './stored-rankings.ts';

/**
 * Which layers the best neurons of one model lie in, on clean and on adversarial data: in the ranking averaged over seeds, which is
 * also the one whose neurons are suppressed, and in those of single seeds. Reads what the `neurons` jobs stored; file
 * `layers.json`.
 */
export async function runLayersJob({ model, tasks, seeds }: { model: string; tasks: string[]; seeds: number[] }, context: JobContext): Promise<void> {
  const { workspace, folder, onProgress, signal } = context;
  const { splits, neurons } = workspace.located.study;
  const results: LayerShareResult[] = [];
  for (const [done, task] of tasks.entries()) {
    signal?.throwIfAborted();
    const attacked = (await workspace.adversarialSplits(task)).length > 0;
    for (const name of attacked ? (['clean', 'adversarial'] as const) : (['clean'] as const)) {
      const perSeed = await Promise.all(seeds.map((seed) => storedRanking(context, `neurons/${task}/${seed}`, name)));
      const adversarial = name === 'adversarial';
      const place = { model, task, split: adversarial ? 'adversarial' : splits.validation, adversarial, stack: 'encoder' as const };
      results.push(...sharesOf(perSeed, neurons.overlap).map((shares) => ({ ...place, ...shares })));
    }
    onProgress({ label: 'layers', done: done + 1, total: tasks.length });
  }
  await writeFileAtomic(join(folder, 'layers.json'), JSON.stringify(results));
}

function sharesOf(perSeed: readonly StoredPredictivity[], percents: readonly number[]): Omit<LayerShareResult, 'model' | 'task' | 'split' | 'adversarial' | 'stack'>[] {
  const single = perSeed.map((ranking) => layerShares(ranking, percents));
  const { layers, width } = perSeed[0]!;
  return layerShares(meanRanking(perSeed), percents, constantInAll(perSeed)).map(({ percent, size, threshold, tied, members, constant }, i) => {
    const perLayer = (of: (...counts: number[]) => number) => Array.from({ length: layers }, (_, layer) => of(...single.map((seed) => seed[i]!.members[layer]!)));
    return { percent, size, width, threshold: Number.isNaN(threshold) ? null : threshold, tied, members, fewest: perLayer(Math.min), most: perLayer(Math.max), constant };
  });
}

/** Marks of the neurons that are constant with every seed; undefined where a seed has no marks. */
function constantInAll(perSeed: readonly StoredPredictivity[]): Uint8Array | undefined {
  if (perSeed.some(({ constant }) => constant === undefined)) return undefined;
  return Uint8Array.from(perSeed[0]!.values, (_, i) => Number(perSeed.every(({ constant }) => constant![i] === 1)));
}
