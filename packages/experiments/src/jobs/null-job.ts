import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import {
  collectActivations, halvesOf, permutationNull, predictivityFloor, savePredictivity, stabilityOfHalves, summariseNull, type CollectOptions,
} from '@skill-neurons/neurons';
import { batchesOf, loadPrompt, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { NullResult } from '@skill-neurons/reporting';
import { writeSafetensors } from '@skill-neurons/runtime';
import type { JobContext } from '../job-context.ts';
import { firstPosition } from './first-position.ts';
import { joinSplits } from './join-splits.ts';
import { storedBaseline } from './stored-baseline.ts';

/** False discovery rate, and family-wise error. */
const rate = 0.05;
/** Of the shuffled predictivities this share lies below the floor that figures show. */
const floorQuantile = 0.999;

/** What the file of this job holds: a result, and the floor that goes with the predictivities. */
export interface NullFile {
  result: NullResult;
  floor: { quantile: number; predictivity: number; permutations: number };
}

/**
 * Predictivity on the validation split and on the adversarial data with shuffled labels, and on halves of the rows: one
 * pass over each. Files: `null.json`, `clean.safetensors` and `adversarial.safetensors` with the p-values of every
 * neuron; where the study asks for it, `*.raw.safetensors` with all that they were computed from.
 */
export async function runNullJob({ model, task, seed }: { model: string; task: string; seed: number }, context: JobContext): Promise<void> {
  const { workspace, store, input, folder, onProgress, signal } = context;
  const { splits, neurons: { permutations, top, maskPosition, activations, baselineRows } } = workspace.located.study;
  const { backbone } = await workspace.model(model);
  const prompt = await loadPrompt(await store.checkFile(input('prompt'), 'prompt.safetensors'));
  const { evaluationBatchSize: batchSize } = workspace.settings(backbone);
  const baseline = await storedBaseline(await store.checkFile(input('neurons'), 'baseline.safetensors'));
  const fromPosition = firstPosition(backbone, prompt, maskPosition);
  const pass = (split: PreparedSplit): CollectOptions => ({ backbone, prompt, onProgress, signal, batches: batchesOf(split, { batchSize }), columns: split.labelWords.ids });
  if (activations) {
    const train = await workspace.split(model, task, splits.train);
    await saveRaw(join(folder, 'train.raw.safetensors'), pass({ ...train, examples: train.examples.slice(0, baselineRows ?? train.examples.length) }));
  }
  const adversarial = await Promise.all((await workspace.adversarialSplits(task)).map((name) => workspace.split(model, task, name)));
  const clean = await workspace.split(model, task, splits.validation);
  const files: NullFile[] = [];
  for (const [name, parts] of [['clean', [clean]], ['adversarial', adversarial]] as const) {
    const split = joinSplits(parts, name === 'clean' ? splits.validation : 'adversarial');
    if (split === undefined) continue;
    const seedOfNull = `null/${task}/${seed}/${name}`;
    const found = await permutationNull({ ...pass(split), baseline, permutations, fromPosition, seed: seedOfNull });
    if (activations) await saveRaw(join(folder, `${name}.raw.safetensors`), pass(split), { shuffles: found.shuffles, seed: seedOfNull });
    const { p, adjusted, familyWise, layers, floor } = summariseNull(found, { pool: 'layer', rate, floorQuantile });
    await savePredictivity(join(folder, `${name}.safetensors`), found.observed, { arrays: { p, adjusted_p: adjusted, family_wise_p: familyWise } });
    const { classCounts, positions } = found.counts;
    const stability = stabilityOfHalves(found.halves, { fromPosition, top });
    const binary = classCounts.length === 2;
    const finite = (value: number) => (Number.isFinite(value) ? value : null);
    files.push({
      result: {
        model, task, seed, permutations, rate,
        split: split.split,
        adversarial: name === 'adversarial',
        n: found.observed.n,
        expected: binary ? predictivityFloor({ classCounts: classCounts as [number, number], positions: positions - fromPosition }).expected : null,
        layers: layers.map((layer) => ({ stack: baseline.stack, ...layer })),
        stability: stability ? { ...stability.heldOut, rho: finite(stability.splitHalf.rho), corrected: finite(stability.splitHalf.corrected) } : null,
      },
      floor: { quantile: floorQuantile, predictivity: floor, permutations },
    });
  }
  await writeFileAtomic(join(folder, 'null.json'), JSON.stringify(files));
}

/** Activations of a split with its labels; and the shuffles and halves that were drawn of them. */
async function saveRaw(path: string, pass: CollectOptions, drawn?: { shuffles: readonly Int32Array[]; seed: string }): Promise<void> {
  const { n, layers, positions, width, values, labels } = await collectActivations(pass);
  const rows = (lists: readonly ArrayLike<number>[]) => ({ shape: [lists.length, n], data: Float32Array.from(lists.flatMap((list) => Array.from(list))) });
  await writeSafetensors(path, {
    activations: { shape: [n, layers, positions, width], data: values },
    labels: { shape: [n], data: Float32Array.from(labels) },
    ...(drawn ? { shuffles: rows(drawn.shuffles), halves: rows([halvesOf(labels, drawn.seed)]) } : {}),
  });
}
