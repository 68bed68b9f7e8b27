import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { rankCorrelation, specificityMatrix, type RankCorrelationOptions, type StoredPredictivity } from '@skill-neurons/neurons';
import type { RankCorrelationResult, SpecificityResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { correlationFields } from './correlation-fields.ts';
import { meanRanking, storedRanking } from './stored-rankings.ts';

export interface SpecificityFile {
  matrix: SpecificityResult;
  correlations: RankCorrelationResult[];
}

/**
 * Rank correlations of clean predictivities of one model: between tasks (mean over seeds first, as in the paper) layer by
 * layer, over the whole model and over the union and intersection of top sets; between the seeds of each task. Reads what
 * the `neurons` jobs stored; file `specificity.json`.
 */
export async function runSpecificityJob({ model, tasks, seeds }: { model: string; tasks: string[]; seeds: number[] }, context: JobContext): Promise<void> {
  const { workspace, folder, onProgress, signal } = context;
  const { top, bootstrap: resamples } = workspace.located.study.neurons;
  const perSeed: StoredPredictivity[][] = [];
  for (const task of tasks) perSeed.push(await Promise.all(seeds.map((seed) => storedRanking(context, `neurons/${task}/${seed}`, 'clean'))));
  const means = perSeed.map(meanRanking);
  const correlations: RankCorrelationResult[] = [];

  const variants: RankCorrelationOptions[] = [{}, { scope: 'model' }, { neurons: 'union', percent: top }, { neurons: 'intersection', percent: top }];
  const matrices = variants.map((variant, i) => {
    const found = specificityMatrix(means, { ...variant, signal, bootstrap: { seed: `tasks/${i}`, resamples }, onProgress });
    for (const { a, b, ...pair } of found.pairs) {
      correlations.push({ model, between: 'tasks', task: tasks[a]!, otherTask: tasks[b]!, seed: null, otherSeed: null, ...correlationFields(pair, variant) });
    }
    return found;
  });

  for (const [t, task] of tasks.entries()) {
    for (let a = 0; a < seeds.length; a++) {
      for (let b = a + 1; b < seeds.length; b++) {
        const pair = rankCorrelation(perSeed[t]![a]!, perSeed[t]![b]!, { signal, bootstrap: { seed: `seeds/${task}`, resamples } });
        correlations.push({ model, between: 'seeds', task, otherTask: task, seed: seeds[a]!, otherSeed: seeds[b]!, ...correlationFields(pair, {}) });
      }
    }
  }
  const rho = matrices[0]!.rho.map((row) => row.map((value) => (Number.isFinite(value) ? value : null)));
  const file: SpecificityFile = { matrix: { model, stack: 'encoder', tasks, rho }, correlations };
  await writeFileAtomic(join(folder, 'specificity.json'), JSON.stringify(file));
}
