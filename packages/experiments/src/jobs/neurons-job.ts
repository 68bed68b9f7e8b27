import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import {
  collectBaseline, collectFiringCounts, collectFiringHalves, crossFittedPredictivity, heldOutPredictivity, mergeFiringCounts, predictivity, savePredictivity, type FiringCounts, type Predictivity,
} from '@skill-neurons/neurons';
import { batchesOf, loadPrompt, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { PredictivityResult } from '@skill-neurons/reporting';
import { writeSafetensors } from '@skill-neurons/runtime';
import type { JobContext } from '../job-context.ts';
import { sampleSeed, splitInHalves } from '../workspace.ts';
import { firstPosition } from './first-position.ts';
import { summariseLayers } from './predictivity-summary.ts';

/**
 * Baseline on train; predictivity on the validation split and on the adversarial data. Of the adversarial
 * rows one half serves to choose neurons for suppression (`adversarial-half`), all of them the rest, once at the positions and
 * signs that were chosen on clean data (`adversarial-at-clean`).
 * Files: `baseline.safetensors`, `clean.safetensors`, `adversarial*.safetensors`, `predictivity.json`.
 */
export async function runNeuronsJob({ model, task, seed }: { model: string; task: string; seed: number }, context: JobContext): Promise<void> {
  const { workspace, store, input, folder, onProgress, signal } = context;
  const { splits, neurons } = workspace.located.study;
  const { backbone } = await workspace.model(model);
  const prompt = await loadPrompt(await store.checkFile(input('prompt'), 'prompt.safetensors'));
  const { evaluationBatchSize: batchSize } = workspace.settings(backbone);
  const collect = (split: PreparedSplit) => ({
    backbone, prompt,
    batches: batchesOf(split, { batchSize }),
    columns: split.labelWords.ids,
    onProgress,
    signal,
  });
  const fromPosition = firstPosition(backbone, prompt, neurons.maskPosition);
  const results: PredictivityResult[] = [];
  const record = async (name: string, split: string, adversarial: boolean, found: Predictivity) => {
    await savePredictivity(join(folder, `${name}.safetensors`), found);
    if (name !== 'adversarial-half') results.push({ model, task, split, adversarial, seed, n: found.n, layers: summariseLayers(found) });
  };

  const train = await workspace.split(model, task, splits.train);
  const baselineRows = { ...train, examples: train.examples.slice(0, neurons.baselineRows ?? train.examples.length) };
  const baseline = await collectBaseline(collect(baselineRows));
  const { layers, positions, width, mean } = baseline;
  await writeSafetensors(join(folder, 'baseline.safetensors'), { baseline: { shape: [layers, positions, width], data: mean } }, {
    stack: baseline.stack,
    n: String(baseline.n),
  });

  // The whole, or its halves where one is to choose positions and the other to measure.
  const count = async (split: PreparedSplit): Promise<FiringCounts[]> =>
    neurons.aggregate === 'held-out' ? collectFiringHalves({ ...collect(split), baseline, seed: sampleSeed }) : [await collectFiringCounts({ ...collect(split), baseline })];
  const found = (parts: readonly FiringCounts[]): Predictivity => {
    const [first, second] = parts as [FiringCounts, FiringCounts?];
    if (neurons.aggregate === 'held-out') return crossFittedPredictivity([first, second!], whole(parts), { fromPosition });
    return predictivity(first, { aggregate: neurons.aggregate, fromPosition });
  };

  const validation = await workspace.split(model, task, splits.validation);
  const clean = await count(validation);
  await record('clean', splits.validation, false, found(clean));

  let chosen: FiringCounts[] | null = null;
  let all: FiringCounts[] | null = null;
  for (const name of await workspace.adversarialSplits(task)) {
    for (const [half, rows] of splitInHalves(await workspace.split(model, task, name)).entries()) {
      const parts = await count(rows);
      all = addUp(all, parts);
      if (half === 0) chosen = addUp(chosen, parts);
    }
  }
  if (all && chosen) {
    await record('adversarial', 'adversarial', true, found(all));
    await record('adversarial-half', 'adversarial', true, found(chosen));
    await savePredictivity(join(folder, 'adversarial-at-clean.safetensors'), heldOutPredictivity(whole(clean), whole(all), { fromPosition }));
  }
  await writeFileAtomic(join(folder, 'predictivity.json'), JSON.stringify(results));
}

function whole(parts: readonly FiringCounts[]): FiringCounts {
  return parts.reduce(mergeFiringCounts);
}

function addUp(sum: readonly FiringCounts[] | null, parts: readonly FiringCounts[]): FiringCounts[] {
  return parts.map((counts, i) => (sum ? mergeFiringCounts(sum[i]!, counts) : counts));
}
