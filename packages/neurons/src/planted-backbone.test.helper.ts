import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { initialPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { writeTinyCheckpoint } from '@skill-neurons/prompt-tuning/testing';
import { initialiseWeights, loadBackbone, readConfig, saveCheckpoint, useBackend, type Backbone } from '@skill-neurons/runtime';

/** The one neuron by which the planted model answers. */
export const planted = { layer: 0, neuron: 7 };

/**
 * A RoBERTa of one FFN that matters: in layer 0 one neuron fires for w30 and not for w31 (see plantedRows) and writes the answer;
 * all other neurons, of which some are as active, write into dimensions that nobody reads. Without the neuron it always says no.
 *
 * Dimensions 0 and 2 hold the class of the text with opposite signs, 1 and 3 the answer, so that layer norms move neither.
 */
export async function plantedBackbone(): Promise<Backbone> {
  await useBackend('auto', { threads: 1 });
  const folder = join(await mkdtemp(join(tmpdir(), 'planted-')), 'model');
  await mkdir(folder);
  await writeTinyCheckpoint(folder, 'roberta');
  const config = await readConfig(folder);
  const weights = { ...initialiseWeights(config, createRandom('planted')) };
  const change = (name: string, value: (row: number, column: number, drawn: number) => number) => {
    const { shape, size } = weights[name]!;
    const columns = shape[1] ?? 1;
    const drawn = weights[name]!.dataSync();
    weights[name] = tf.tensor(Float32Array.from({ length: size }, (_, i) => value(Math.floor(i / columns), i % columns, drawn[i]!)), shape);
  };
  const random = createRandom('planted neurons');
  const unit = (row: number, column: number, factor = 1) => (row === column ? factor : 0);
  const classSide = (dimension: number) => (dimension === 0 ? 1 : dimension === 2 ? -1 : 0);
  const answerSide = (dimension: number) => (dimension === 1 ? 1 : dimension === 3 ? -1 : 0);
  const tokens: Record<number, (dimension: number) => number> = {
    30: (d) => 4 * classSide(d), 31: (d) => -4 * classSide(d), 36: (d) => 2 * answerSide(d), 35: (d) => -2 * answerSide(d),
  };
  change('roberta.embeddings.word_embeddings.weight', (token, d) => (d < 4 ? (tokens[token]?.(d) ?? 0) : random.normal()));
  for (const table of ['position', 'token_type']) change(`roberta.embeddings.${table}_embeddings.weight`, (_, d, drawn) => (d < 4 ? 0 : drawn));
  for (const layer of [0, 1]) {
    const block = `roberta.encoder.layer.${layer}`;
    // Queries of zero attend everywhere alike.
    for (const part of ['query', 'key']) change(`${block}.attention.self.${part}.weight`, () => 0);
    change(`${block}.attention.self.value.weight`, (row, column) => unit(row, column));
    change(`${block}.attention.output.dense.weight`, (row, column) => (layer === 0 && classSide(row) !== 0 ? unit(row, column, 12) : 0));
    const isPlanted = (neuron: number) => layer === planted.layer && neuron === planted.neuron;
    change(`${block}.intermediate.dense.weight`, (neuron, d) => (isPlanted(neuron) ? 4 * classSide(d) : d < 4 ? 0 : (neuron % 3) * random.normal()));
    change(`${block}.output.dense.weight`, (d, neuron) => (isPlanted(neuron) ? 0.6 * answerSide(d) : d < 4 ? 0 : 0.1 * random.normal()));
    change(`${block}.output.dense.bias`, (d) => (layer === planted.layer ? -2 * answerSide(d) : 0));
  }
  change('lm_head.dense.weight', (row, column) => unit(row, column));
  await saveCheckpoint(folder, config, weights);
  tf.dispose(weights);
  return loadBackbone(folder);
}

/** A prompt that says nothing about classes and answers. */
export async function plantedPrompt(backbone: Backbone, seed = 1): Promise<SoftPrompt> {
  const prompt = await initialPrompt(backbone, { virtualTokens: 4, seed, initialisation: { kind: 'random', scale: 0.5 } });
  return { ...prompt, values: prompt.values.map((value, i) => (i % prompt.hiddenSize < 4 ? 0 : value)) };
}
