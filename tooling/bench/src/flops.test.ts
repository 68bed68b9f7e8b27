import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { promptGradient } from '@skill-neurons/prompt-tuning';
import { initialiseWeights, loadBackbone, saveCheckpoint, useBackend, type Backbone, type ModelConfig } from '@skill-neurons/runtime';
import { flopsPerExample } from './flops.ts';
import { benchModels } from './models.ts';

const batchSize = 3;
const textLength = 7;
const virtualTokens = 5;
const columns = [10, 20];
const layers = 4;

const configs = ['tiny-roberta', 'tiny-t5'].map((name): ModelConfig => {
  const { config } = benchModels.find((model) => model.name === name)!;
  return config.architecture === 't5' ? { ...config, layers, decoderLayers: 3 } : { ...config, layers };
});

describe.each(configs)('$architecture', (config) => {
  let backbone: Backbone;
  const batch = {
    size: batchSize, length: textLength, ids: new Int32Array(batchSize * textLength).fill(5), mask: new Float32Array(batchSize * textLength).fill(1),
    labels: new Int32Array(batchSize), indices: new Int32Array(batchSize),
  };
  const needed = (modelCase: 'train' | 'evaluate') => batchSize * flopsPerExample(config, modelCase, { virtualTokens, textLength, classes: columns.length });

  beforeAll(async () => {
    await useBackend('cpu');
    const folder = await mkdtemp(join(tmpdir(), 'flops-'));
    await saveCheckpoint(folder, config, initialiseWeights(config, createRandom(1)));
    backbone = await loadBackbone(folder, { maskTokenId: 299 });
  });

  test('the products of an evaluation are those that the formula counts', async () => {
    const prompt = tf.zeros([virtualTokens, config.hiddenSize]) as tf.Tensor2D;
    const ids = tf.tensor2d(batch.ids, [batchSize, textLength], 'int32');
    const flops = await countedFlops(() => backbone.score({ prompt, ids, mask: tf.ones([batchSize, textLength]) }, columns).data());
    expect(flops).toBe(needed('evaluate'));
  });

  test('a training step computes what the formula counts, and little more', async () => {
    const values = new Float32Array(virtualTokens * config.hiddenSize).fill(0.1);
    const flops = await countedFlops(() => promptGradient(backbone, values, virtualTokens, batch, columns));
    // More is the gradient of the text's rows below the first block, which no tuning needs.
    expect(flops / needed('train')).toBeGreaterThanOrEqual(1);
    expect(flops / needed('train')).toBeLessThan(1.1);
  });
});

test('a neuron pass takes two forward passes, up to the last activations at the prompt, and the counting', () => {
  const [config] = configs as [ModelConfig];
  const { hiddenSize: d, intermediateSize: f, heads } = config;
  const [p, t] = [virtualTokens, virtualTokens + textLength];
  const block = 8 * t * d * d + 4 * t * t * d + 4 * t * d * f;
  // The prompt's queries are few here.
  const lastBlock = 8 * p * d * d + 4 * heads * p * d * t + 2 * p * d * f;
  const counting = layers * 2 * columns.length * p * f;
  expect(flopsPerExample(config, 'neurons', { virtualTokens, textLength, classes: columns.length })).toBe(2 * ((layers - 1) * block + lastBlock) + counting);
});

/** 2 m k n of every matrix product that runs meanwhile. */
async function countedFlops(run: () => Promise<unknown>): Promise<number> {
  const products: number[] = [];
  const { kernelFunc } = tf.getKernel('BatchMatMul', 'cpu');
  tf.unregisterKernel('BatchMatMul', 'cpu');
  tf.registerKernel({
    kernelName: 'BatchMatMul',
    backendName: 'cpu',
    kernelFunc: (call) => {
      const output = kernelFunc(call);
      const { a } = call.inputs as { a: tf.TensorInfo };
      const inner = a.shape.at((call.attrs as { transposeA: boolean }).transposeA ? -2 : -1)!;
      products.push(2 * inner * tf.util.sizeFromShape((output as tf.TensorInfo).shape));
      return output;
    },
  });
  try {
    await run();
  } finally {
    tf.unregisterKernel('BatchMatMul', 'cpu');
    tf.registerKernel({ kernelName: 'BatchMatMul', backendName: 'cpu', kernelFunc });
  }
  return products.reduce((sum, flops) => sum + flops, 0);
}
