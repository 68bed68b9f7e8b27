import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@skill-neurons/core';
import { loadTokenizer } from '@skill-neurons/data';
import { loadBackbone, useBackend, type MaskedLmConfig } from '@skill-neurons/runtime';
import { tinyRoberta, type Preset } from './presets.ts';
import { runPreset } from './run-preset.ts';
import { runText } from './run-text.ts';

let folder: string;
beforeAll(async () => {
  await useBackend('onnxruntime', { threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'pretrain-run-'));
});
afterAll(() => rm(folder, { recursive: true }));

const settings = { seed: 1, steps: 2, batchSize: 16, learningRate: 1e-3, warmupSteps: 1, weightDecay: 0, logEvery: 2 };
const phase = { lessons: [{ fromStep: 0, denied: 0.5 }], training: settings };
const small = { hiddenSize: 16, layers: 1, heads: 2, intermediateSize: 32 };
const preset: Preset = {
  ...tinyRoberta,
  config: (vocabularySize, pad) => ({ ...(tinyRoberta.config(vocabularySize, pad) as MaskedLmConfig), ...small }),
  tokenizerDocuments: 300, vocabularySize: 400, phases: [phase, { ...phase, training: { ...settings, seed: 2 } }],
};
const place = (name: string) => ({ folder: join(folder, name), stateFolder: join(folder, `${name}.unfinished`) });

test('a demo model is written with tokenizer, log, card and checksums, and loads', async () => {
  const { folder: model } = place('demo');
  const { log } = await runPreset(preset, place('demo'));
  expect(log.map(({ step }) => step)).toEqual([2, 4]);
  const backbone = await loadBackbone(model);
  expect(backbone.vocabularySize).toBe((await loadTokenizer(model)).vocabularySize);
  backbone.dispose();
  expect((await readFile(join(model, 'training-log.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(2);
  expect(await readFile(join(model, 'README.md'), 'utf8')).toContain('It knows no real English');
  expect(Object.keys(JSON.parse(await readFile(join(model, 'checksums.json'), 'utf8')) as object)).toContain('model.safetensors');
});

describe('on text files', () => {
  const config = { model_type: 'roberta', vocab_size: 400, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32, max_position_embeddings: 40, type_vocab_size: 1, pad_token_id: 1 };
  const write = async (name: string, values: object) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'config.json'), JSON.stringify(values));
    return join(folder, name, 'config.json');
  };
  const corpus = async () => {
    const path = join(folder, 'corpus.txt');
    const random = createRandom(1);
    await writeFile(path, Array.from({ length: 40 }, () => Array.from({ length: 5 + random.integer(60) }, () => random.pick(['the', 'film', 'was', 'good', 'bad'])).join(' ')).join('\n'));
    return [path];
  };

  test('a masked language model is trained with the given tokenizer', async () => {
    const options = { corpus: await corpus(), tokenizer: join(folder, 'demo'), config: await write('fits', config), maxLength: 24, ...place('text') };
    const { log } = await runText(options, settings);
    expect(log).toHaveLength(1);
    const backbone = await loadBackbone(options.folder);
    expect([backbone.hiddenSize, backbone.vocabularySize]).toEqual([16, 400]);
    backbone.dispose();
    expect((await loadTokenizer(options.folder)).encode('film')).toEqual((await loadTokenizer(join(folder, 'demo'))).encode('film'));
  });

  test('a model too small for the tokenizer is a clear error', async () => {
    const options = { corpus: await corpus(), tokenizer: join(folder, 'demo'), config: await write('small', { ...config, vocab_size: 100 }), maxLength: 24, ...place('none') };
    await expect(runText(options, settings)).rejects.toMatchObject({ code: 'PRETRAIN_VOCABULARY' });
  });
});
