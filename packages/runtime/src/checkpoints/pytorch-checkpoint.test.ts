import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadBackbone, loadWeights, readConfig, useBackend } from '../index.ts';
import { fixtureFolder } from '../test-support/fixtures.ts';

const model = join(fixtureFolder('torch'), 'model');
let folder: string;
beforeAll(() => useBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pytorch-'));
  await place('config.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Copies a file of the model into the folder, under another name if given. */
const place = (name: string, as = name) => cp(join(model, name), join(folder, as));

const shards = ['pytorch_model.bin.index.json', 'pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin'];

/** What a folder with these files holds, and what one with the same model as safetensors holds. */
async function fingerprints(placeFiles: () => Promise<unknown>, safetensors: string): Promise<[string, string]> {
  const config = await readConfig(folder);
  await placeFiles();
  const pickled = await loadWeights(folder, config);
  await place(safetensors, 'model.safetensors');
  return [pickled.fingerprint, (await loadWeights(folder, config)).fingerprint];
}

test.each<[string, () => Promise<unknown>, string]>([
  ['pytorch_model.bin', () => place('pytorch_model.bin'), 'model.safetensors'],
  ['a pytorch_model.bin of PyTorch before 1.6', () => place('pytorch_model-legacy.bin', 'pytorch_model.bin'), 'model.safetensors'],
  ['a pytorch_model.bin in half precision', () => place('pytorch_model-half.bin', 'pytorch_model.bin'), 'model-half.safetensors'],
  ['shards and their index', () => Promise.all(shards.map((name) => place(name))), 'model.safetensors'],
])('%s is the same model as its safetensors file', async (_, files, safetensors) => {
  const [pickled, expected] = await fingerprints(files, safetensors);
  expect(pickled).toBe(expected);
});

test('safetensors are preferred, and no pickle is opened then', async () => {
  await place('model.safetensors');
  await place('config.json', 'pytorch_model.bin');
  expect((await loadBackbone(folder)).architecture).toBe('t5');
});

test('the copies that a state dictionary holds of tied tables are unused', async () => {
  await place('pytorch_model.bin');
  expect((await loadWeights(folder, await readConfig(folder))).unused).toEqual(['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight', 'lm_head.weight']);
});

test('a shard that is missing or cut off is named, and nothing stays loaded', async () => {
  for (const name of shards) await place(name);
  const before = tf.memory().numTensors;
  const last = join(folder, shards[2]!);
  await truncate(last, 5000);
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'TORCH_FILE_INVALID', where: last });
  await rm(last);
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'FILE_READ', where: last });
  expect(tf.memory().numTensors).toBe(before);
});
