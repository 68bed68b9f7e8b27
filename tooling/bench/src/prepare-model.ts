// Writes one model with random weights, its prompt and its work into a folder, for workers of all kinds:
//   node dist/prepare-model.js '{"model": "tiny-roberta", "folder": "...", "batchSize": 16, "batches": 3}'
// A process of its own, so that the memory of drawing weights is nobody's measurement.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom, writeFileAtomic } from '@skill-neurons/core';
import { randomRanking } from '@skill-neurons/neurons';
import { initialPrompt, savePrompt } from '@skill-neurons/prompt-tuning';
import { initialiseWeights, loadBackbone, saveCheckpoint, useBackend } from '@skill-neurons/runtime';
import { benchModels } from './models.ts';
import type { Workload } from './protocol.ts';
import { sampleBatches } from './sample-batches.ts';

export interface PrepareOptions {
  model: string;
  folder: string;
  batchSize: number;
  /** Batches of one run. */
  batches: number;
  /** One length of all texts, instead of a real data set's. */
  textLength?: number | undefined;
}

const seed = 1;

export async function prepareModel({ model: name, folder, ...work }: PrepareOptions): Promise<void> {
  const model = benchModels.find((candidate) => candidate.name === name);
  if (!model) throw new Error(`there is no model ${name}`);
  const { config, virtualTokens, maskTokenId, fixedTextLength } = model;
  await useBackend('auto', { threads: 1 });
  const weights = initialiseWeights(config, createRandom(seed));
  await saveCheckpoint(folder, config, weights);
  for (const tensor of Object.values(weights)) tensor.dispose();
  const backbone = await loadBackbone(folder, maskTokenId === undefined ? {} : { maskTokenId });
  await savePrompt(folder, await initialPrompt(backbone, { virtualTokens, seed }));
  const workload: Workload = {
    parameters: backbone.parameters,
    virtualTokens,
    maskTokenId: maskTokenId ?? null,
    padTokenId: config.padTokenId,
    columns: [100, 200],
    learningRate: 1e-3,
    fixedTextLength,
    ranking: randomRanking(config.layers, config.intermediateSize, seed).map((layer) => [...layer]),
    percent: 5,
    batches: sampleBatches(model, { ...work, seed }),
  };
  await writeFileAtomic(join(folder, 'workload.json'), JSON.stringify(workload));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareModel(JSON.parse(process.argv[2]!) as PrepareOptions);
