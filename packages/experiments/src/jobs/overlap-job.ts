import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { rankCorrelation, rankPerLayer, retainedPredictivity, topOverlap, type StoredPredictivity } from '@skill-neurons/neurons';
import type { OverlapResult, RankCorrelationResult, RetainedResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { correlationFields } from './correlation-fields.ts';
import { storedRanking } from './stored-rankings.ts';

export interface OverlapFile {
  overlap: OverlapResult[];
  retained: RetainedResult[];
  correlations: RankCorrelationResult[];
}

/**
 * Clean against adversarial skill neurons of every seed of a task: shared members, predictivity that clean skill neurons
 * retain, rank correlation. Reads what the `neurons` jobs stored; file `overlap.json`.
 */
export async function runOverlapJob({ model, task, seeds }: { model: string; task: string; seeds: number[] }, context: JobContext): Promise<void> {
  const { workspace, folder, onProgress, signal } = context;
  const { overlap: percents, bootstrap } = workspace.located.study.neurons;
  const file: OverlapFile = { overlap: [], retained: [], correlations: [] };
  for (const [done, seed] of seeds.entries()) {
    const [clean, adversarial, atClean] = await Promise.all(['clean', 'adversarial', 'adversarial-at-clean'].map((name) => storedRanking(context, `neurons/${seed}`, name)));
    const place = { model, task, split: 'adversarial', seed };
    const rank = ({ values, layers, width }: StoredPredictivity) => rankPerLayer(values, layers, width);
    for (const percent of percents) {
      const layers = topOverlap(rank(clean!), rank(adversarial!), percent).map((layer) => ({ stack: 'encoder' as const, ...layer }));
      file.overlap.push({ ...place, percent, layers });
      if (layers.every(({ size }) => size === 0)) continue;
      file.retained.push(retainedFields(place, percent, 'own', clean!, adversarial!), retainedFields(place, percent, 'clean', clean!, atClean!));
    }
    const correlation = rankCorrelation(clean!, adversarial!, { bootstrap: { seed: `clean-adversarial/${task}/${seed}`, resamples: bootstrap }, signal });
    file.correlations.push({ model, between: 'clean-adversarial', task, otherTask: task, seed, otherSeed: seed, ...correlationFields(correlation, {}) });
    onProgress({ label: 'overlap', done: done + 1, total: seeds.length });
  }
  await writeFileAtomic(join(folder, 'overlap.json'), JSON.stringify(file));
}

function retainedFields(place: Pick<RetainedResult, 'model' | 'task' | 'split' | 'seed'>, percent: number, positions: RetainedResult['positions'], clean: StoredPredictivity, adversarial: StoredPredictivity): RetainedResult {
  const found = retainedPredictivity(clean, adversarial, { percent });
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    ...place, percent, positions,
    stack: 'encoder',
    clean: found.clean,
    adversarial: found.adversarial,
    // Where every neuron is a skill neuron there are no others.
    others: Number.isFinite(found.others) ? found.others : found.adversarial,
    separation: finite(found.separation),
    layers: found.layers.map(({ layer, separation }) => ({ layer, separation: finite(separation) })),
    histogram: found.histogram.map(({ neurons }) => neurons),
  };
}
