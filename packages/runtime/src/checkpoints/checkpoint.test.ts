import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { initialiseWeights, inspectCheckpoint, loadBackbone, loadWeights, readConfig, readSafetensors, saveCheckpoint, useBackend, writeSafetensors } from '../index.ts';
import { weightSpecs } from '../models/initialise-weights.ts';
import type { ModelConfig, TensorData } from '../index.ts';
import { fixtureFolder, promptedBatch, readExpectation } from '../test-support/fixtures.ts';

let folder: string;
beforeAll(() => useBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const weightsFile = () => join(folder, 'model.safetensors');

/** Copies a fixture and rewrites its tensors. */
async function altered(name: string, change: (tensors: Record<string, TensorData>) => Record<string, TensorData>): Promise<void> {
  await cp(fixtureFolder(name), folder, { recursive: true });
  await writeSafetensors(weightsFile(), change((await readSafetensors(weightsFile())).tensors));
}

const renamed = (rename: (name: string) => string) => (tensors: Record<string, TensorData>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));

async function scores(path: string, name: string): Promise<number[]> {
  const backbone = await loadBackbone(path);
  return [...backbone.score(promptedBatch(readExpectation(name).prompted), [7, 43, 12]).dataSync()];
}

test.each<[string, string, (name: string) => string]>([
  ['roberta', 'without the prefix', (name) => name.replace(/^roberta\./, '')],
  ['bert', 'without the prefix', (name) => name.replace(/^bert\./, '')],
  ['bert', 'with gamma and beta', (name) => name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta')],
  ['roberta', 'with the head bias under the decoder', (name) => name.replace('lm_head.bias', 'lm_head.decoder.bias')],
  ['t5', "with the shared embedding under the encoder's name", (name) => name.replace('shared.weight', 'encoder.embed_tokens.weight')],
])('%s %s is the same model', async (name, _, rename) => {
  await altered(name, renamed(rename));
  expect(await scores(folder, name)).toEqual(await scores(fixtureFolder(name), name));
  const config = await readConfig(folder);
  expect((await loadWeights(folder, config)).fingerprint).toBe((await loadWeights(fixtureFolder(name), config)).fingerprint);
});

test('a tied head that is stored all the same is not used', async () => {
  await altered('roberta', (tensors) => ({ ...tensors, 'lm_head.decoder.weight': { shape: [61, 32], data: new Float32Array(61 * 32) } }));
  expect(await scores(folder, 'roberta')).toEqual(await scores(fixtureFolder('roberta'), 'roberta'));
});

test('a head of its own is used', async () => {
  await altered('roberta', (tensors) => ({ ...tensors, 'lm_head.decoder.weight': { shape: [61, 32], data: new Float32Array(61 * 32) } }));
  const json = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object;
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...json, tie_word_embeddings: false }));
  const bias = (await readSafetensors(weightsFile())).tensors['lm_head.bias']!.data;
  expect((await scores(folder, 'roberta')).slice(0, 3)).toEqual([bias[7], bias[43], bias[12]]);
});

test('one changed weight changes the fingerprint', async () => {
  await altered('bert', (tensors) => {
    tensors['cls.predictions.bias']!.data[3]! += 1;
    return tensors;
  });
  const config = await readConfig(folder);
  expect((await loadWeights(folder, config)).fingerprint).not.toBe((await loadWeights(fixtureFolder('bert'), config)).fingerprint);
});

describe('shards', () => {
  async function split(): Promise<void> {
    await altered('t5', (tensors) => tensors);
    const { tensors } = await readSafetensors(weightsFile());
    await rm(weightsFile());
    const map: Record<string, string> = {};
    const parts: Record<string, TensorData>[] = [{}, {}, {}];
    Object.entries(tensors).forEach(([name, tensor], i) => {
      parts[i % 3]![name] = tensor;
      map[name] = `model-0000${(i % 3) + 1}-of-00003.safetensors`;
    });
    for (const [i, part] of parts.entries()) await writeSafetensors(join(folder, `model-0000${i + 1}-of-00003.safetensors`), part);
    await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }));
  }

  test('are one model', async () => {
    await split();
    expect(await scores(folder, 't5')).toEqual(await scores(fixtureFolder('t5'), 't5'));
  });

  test('a missing one is named', async () => {
    await split();
    await rm(join(folder, 'model-00002-of-00003.safetensors'));
    await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'FILE_READ', where: join(folder, 'model-00002-of-00003.safetensors') });
  });

  test.each(['../evil.safetensors', '/etc/passwd', '..', 'a\\b'])('may not lie elsewhere: %s', async (name) => {
    await split();
    await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: { 'shared.weight': name } }));
    await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'CHECKPOINT_INDEX' });
  });
});

test('a missing tensor is named with its shape, and nothing stays loaded', async () => {
  const lost = 'roberta.encoder.layer.1.output.dense.bias';
  await altered('roberta', (tensors) => Object.fromEntries(Object.entries(tensors).filter(([name]) => name !== lost)));
  const before = tf.memory().numTensors;
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'CHECKPOINT_TENSOR_MISSING', message: `tensor "${lost}" [32] is not in the checkpoint` });
  expect(tf.memory().numTensors).toBe(before);
});

test('a checkpoint without a language-model head says so', async () => {
  await altered('bert', (tensors) => Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith('cls.'))));
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'CHECKPOINT_TENSOR_MISSING', hint: expect.stringMatching(/no language-model head/) as string });
});

test('a tensor of another shape is named with both shapes', async () => {
  await altered('roberta', (tensors) => ({ ...tensors, 'lm_head.bias': { shape: [60], data: new Float32Array(60) } }));
  await expect(loadBackbone(folder)).rejects.toMatchObject({
    code: 'CHECKPOINT_TENSOR_SHAPE',
    message: 'tensor "lm_head.bias" is [60], config.json asks for [61]',
    where: weightsFile(),
  });
});

test('several missing tensors are listed, many are counted', async () => {
  await altered('roberta', (tensors) => Object.fromEntries(Object.entries(tensors).filter(([name]) => !/layer\.1\.(output|intermediate)\.dense/.test(name))));
  await expect(loadBackbone(folder)).rejects.toMatchObject({
    code: 'CHECKPOINT_TENSOR_MISSING',
    message: expect.stringMatching(/^4 tensors are not in the checkpoint: .*intermediate\.dense\.weight" \[64, 32\], .*output\.dense\.bias" \[32\]$/) as string,
  });
  await altered('roberta', () => ({ other: { shape: [1], data: new Float32Array(1) } }));
  await expect(loadBackbone(folder)).rejects.toMatchObject({ message: expect.stringMatching(/^42 tensors .* and 37 more$/) as string });
});

test('stored tensors without a use are listed', async () => {
  await altered('roberta', (tensors) => ({ ...tensors, 'roberta.pooler.dense.bias': { shape: [32], data: new Float32Array(32) } }));
  const config = await readConfig(folder);
  expect((await loadWeights(folder, config)).unused).toEqual(['roberta.pooler.dense.bias']);
  expect((await loadWeights(fixtureFolder('roberta'), config)).unused).toEqual([]);
  expect(await inspectCheckpoint(folder, config)).toEqual({ missing: [], unused: ['roberta.pooler.dense.bias'] });
  await altered('roberta', renamed((name) => name.replace('lm_head.bias', 'head.bias')));
  expect(await inspectCheckpoint(folder, config)).toEqual({ missing: ['lm_head.bias'], unused: ['head.bias'] });
});

test('a folder without weights says what it looked for', async () => {
  await cp(join(fixtureFolder('t5'), 'config.json'), join(folder, 'config.json'));
  await expect(loadBackbone(folder)).rejects.toMatchObject({
    code: 'CHECKPOINT_MISSING',
    message: 'no model.safetensors and no model.safetensors.index.json, no pytorch_model.bin and no pytorch_model.bin.index.json',
  });
});

test('loading can be watched and stopped', async () => {
  const seen: number[] = [];
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const onProgress = ({ done, total }: { done: number; total?: number }) => {
    seen.push(done);
    expect(total).toBe(42);
    if (done === 5) controller.abort();
  };
  await expect(loadBackbone(fixtureFolder('roberta'), { onProgress, signal: controller.signal })).rejects.toThrow(/abort/i);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(tf.memory().numTensors).toBe(before);
});

describe('a new model', () => {
  test.each(['roberta', 'bert', 't5', 't5-gated'])('%s is drawn, saved and loaded again', async (name) => {
    const config: ModelConfig = await readConfig(fixtureFolder(name));
    const weights = initialiseWeights(config, createRandom(5));
    expect(Object.keys(weights)).toEqual(weightSpecs(config).map((spec) => spec.name));
    await saveCheckpoint(folder, config, weights);
    expect(await readConfig(folder)).toEqual(config);
    const loaded = await loadWeights(folder, config);
    for (const [key, tensor] of Object.entries(weights)) expect(await loaded.weights[key]!.data()).toEqual(await tensor.data());
    const again = initialiseWeights(config, createRandom(5));
    expect(await again['shared.weight']?.data()).toEqual(await weights['shared.weight']?.data());
  });

  test('has the spread that the configuration asks for, norms of one and a padding row of zero', async () => {
    const config = await readConfig(fixtureFolder('roberta'));
    const weights = initialiseWeights(config, createRandom(1));
    const table = [...(await weights['roberta.embeddings.word_embeddings.weight']!.data())];
    expect(table.slice(32, 64)).toEqual(new Array(32).fill(0));
    expect(Math.sqrt(table.reduce((sum, value) => sum + value * value, 0) / table.length)).toBeCloseTo(0.02, 3);
    expect(new Set(await weights['lm_head.layer_norm.weight']!.data())).toEqual(new Set([1]));
  });
});
