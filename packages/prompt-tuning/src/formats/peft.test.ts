import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { loadBackbone, readSafetensors, useBackend } from '@skill-neurons/runtime';
import type { SoftPrompt } from '../soft-prompt.ts';
import { exportPrompt } from './export-prompt.ts';
import { importPrompt } from './import-prompt.ts';

/** Random checkpoints, with prompts in the paper's layout and the logits that PyTorch computes with them. */
const modelFolder = (name: string) => fileURLToPath(new URL(`../../../runtime/test/fixtures/${name}`, import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`../../test/fixtures/peft/${name}`, import.meta.url));
interface Prompted {
  prompt: number[][];
  ids: number[][];
  mask: number[][];
  columns: number[];
  logits: number[][];
}
const readJson = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T;
const models = ['roberta', 'bert', 't5', 't5-gated'] as const;

function promptFor(name: (typeof models)[number]): SoftPrompt {
  const { prompt } = readJson<{ prompted: Prompted }>(join(modelFolder(name), 'expected.json')).prompted;
  const architecture = name === 't5-gated' ? 't5' : name;
  return { virtualTokens: prompt.length, hiddenSize: prompt[0]!.length, values: Float32Array.from(prompt.flat()), origin: { kind: 'tuned', task: 'films', architecture } };
}

let folder: string;
beforeAll(async () => {
  await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'peft-'));
  for (const name of models) await exportPrompt(join(folder, name), promptFor(name), 'peft', { modelFolder: modelFolder(name), baseModel: name });
});
afterAll(() => rm(folder, { recursive: true }));

test.each(models)('a prompt for %s that was exported for PEFT comes back bit by bit, in its own layout', async (name) => {
  const { values, origin } = await importPrompt(join(folder, name));
  expect(values).toEqual(promptFor(name).values);
  expect(origin).toMatchObject({ kind: 'tuned', layout: 'paper', source: { format: 'peft', model: name } });
});

test.each(['roberta', 'bert'] as const)('with what transformers adds to them, the exported rows for %s are those of the layout here', async (name) => {
  const { tensors } = await readSafetensors(join(folder, name, 'adapter_model.safetensors'));
  const { tensors: weights } = await readSafetensors(join(modelFolder(name), 'model.safetensors'));
  const { values, hiddenSize, virtualTokens } = promptFor(name);
  const row = (table: string, index: number) => weights[`${name}.embeddings.${table}_embeddings.weight`]!.data.subarray(index * hiddenSize, (index + 1) * hiddenSize);
  // Positions start behind RoBERTa's padding id; its mask is 60, BERT's 3.
  const [first, mask] = name === 'roberta' ? [2, 60] : [0, 3];
  for (let token = 0; token < virtualTokens; token++) {
    const own = token === 0 ? row('word', mask) : values.subarray(token * hiddenSize, (token + 1) * hiddenSize);
    own.forEach((value, i) => {
      const underTransformers = tensors['prompt_embeddings']!.data[token * hiddenSize + i]! + row('position', first + token)[i]! + row('token_type', 0)[i]!;
      expect(underTransformers).toBeCloseTo(value + (name === 'roberta' ? row('token_type', 0)[i]! : 0), 5);
    });
  }
});

test.each([
  ['bert', 'PROMPT_ARCHITECTURE'],
  ['xlm-roberta-odd', 'PROMPT_SHAPE'],
])('with %s a prompt for roberta is not exported', async (model, code) => {
  await expect(exportPrompt(join(folder, 'wrong'), promptFor('roberta'), 'peft', { modelFolder: modelFolder(model) })).rejects.toMatchObject({ code });
});

const byPeft = readJson<Record<string, Omit<Prompted, 'prompt'>>>(fixture('expected.json'));

test.each(Object.keys(byPeft))('a prompt that PEFT tuned on %s gives the same logits here', async (name) => {
  const { values, virtualTokens, hiddenSize, origin } = await importPrompt(fixture(name));
  expect(origin).toMatchObject({ architecture: 't5', source: { format: 'peft' } });
  const { ids, mask, columns, logits } = byPeft[name]!;
  const backbone = await loadBackbone(modelFolder(name));
  const actual = tf.tidy(() => backbone.score({ prompt: tf.tensor2d(values, [virtualTokens, hiddenSize]), ids: tf.tensor2d(ids, undefined, 'int32'), mask: tf.tensor2d(mask) }, columns).dataSync());
  logits.flat().forEach((logit, i) => expect(Math.abs(actual[i]! - logit)).toBeLessThan(1e-4));
  backbone.dispose();
});

const python = process.env['SKILL_NEURONS_PYTHON'] ?? 'python3';
const version = spawnSync(python, ['-c', 'import torch, transformers, importlib.metadata as m; print(m.version("peft"))'], { encoding: 'utf8' });
const available = version.status === 0;
const testWithPython = available ? test : test.skip;
const title = available ? `PEFT ${version.stdout.trim()}` : `SKIPPED: ${python} has no peft; name a Python that has it in SKILL_NEURONS_PYTHON: PEFT`;

testWithPython(`${title} loads the exported prompts, and the models compute what they do here`, async () => {
  const { stdout, stderr, status } = spawnSync(python, [fixture('make_peft.py'), '--check', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  expect(stdout.match(/PeftModelFor(FeatureExtraction|Seq2SeqLM)/g)).toHaveLength(models.length);
  expect(JSON.parse(await readFile(join(folder, 'bert', 'adapter_config.json'), 'utf8'))).toMatchObject({ base_model_name_or_path: 'bert' });
}, 300_000);
