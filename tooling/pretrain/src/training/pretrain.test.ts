import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokenizer } from '@skill-neurons/data';
import { documentText } from '@skill-neurons/datasets';
import { loadBackbone, useBackend, type MaskedLmConfig, type T5Config } from '@skill-neurons/runtime';
import { worldSource } from '../corpus/world-source.ts';
import { maskedLmObjective } from '../objectives/masked-lm.ts';
import { t5Objective } from '../objectives/t5.ts';
import { tinyRoberta, tinyT5 } from '../presets.ts';
import { trainByteLevelBpe } from '../tokenizers/byte-level-bpe.ts';
import { trainUnigram } from '../tokenizers/unigram.ts';
import { writeModel, writeTokenizer } from '../write-model.ts';
import { pretrain, type TrainingSettings } from './pretrain.ts';

const settings: TrainingSettings = { seed: 3, steps: 6, batchSize: 8, learningRate: 1e-3, warmupSteps: 2, weightDecay: 0.01, logEvery: 2 };
const small = { hiddenSize: 16, heads: 2, intermediateSize: 32, layers: 1 };
const source = worldSource(3, [{ fromBlock: 0, denied: 0 }]);
const few = { ...source, heldOut: source.heldOut.slice(0, 16) };

let folder: string;
beforeAll(async () => {
  await useBackend('onnxruntime', { threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'pretrain-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function tinyMaskedLm() {
  await writeTokenizer(join(folder, 'roberta'), trainByteLevelBpe(source.block(0, 500).map(documentText), 400));
  const tokenizer = await loadTokenizer(join(folder, 'roberta'));
  const config = { ...tinyRoberta.config(tokenizer.vocabularySize, tokenizer.special.pad), ...small } as MaskedLmConfig;
  return { config, objective: maskedLmObjective(config, tokenizer, tinyRoberta.objective) };
}

test('a run that is killed and started again ends with the same weights', async () => {
  const { objective } = await tinyMaskedLm();
  const whole = await pretrain({ objective, source: few, settings, folder: join(folder, 'whole') });
  const abort = new AbortController();
  const interrupted = join(folder, 'interrupted');
  const run = (signal?: AbortSignal) => pretrain({ objective, source: few, settings, folder: interrupted, signal, onProgress: ({ done }) => done === 5 && abort.abort() });
  await expect(run(abort.signal)).rejects.toThrow();
  const resumed = await run();
  expect(resumed.log).toEqual(whole.log);
  for (const [name, values] of Object.entries(whole.parameters)) expect([name, resumed.parameters[name]!.every((value, i) => value === values[i])]).toEqual([name, true]);
});

test('a saved state of other settings is refused', async () => {
  const { objective } = await tinyMaskedLm();
  await expect(pretrain({ objective, source: few, settings: { ...settings, seed: 4 }, folder: join(folder, 'whole') })).rejects.toMatchObject({ code: 'PRETRAIN_OTHER_RUN' });
});

test('the padding row of the position embedding stays zero while its neighbours change', async () => {
  const { objective, config } = await tinyMaskedLm();
  const { parameters } = await pretrain({ objective, source: few, settings, folder: join(folder, 'whole') });
  const rows = parameters['roberta.embeddings.position_embeddings.weight']!;
  const row = (index: number) => rows.subarray(index * config.hiddenSize, (index + 1) * config.hiddenSize);
  expect(row(config.padTokenId).every((value) => value === 0)).toBe(true);
  expect(row(config.padTokenId + 1).every((value) => value !== 0)).toBe(true);
});

test('a T5 trains, its loss falls, and the runtime loads what is written', async () => {
  const model = join(folder, 't5');
  await writeTokenizer(model, trainUnigram(source.block(0, 500).map(documentText), 400));
  const tokenizer = await loadTokenizer(model);
  const config = { ...tinyT5.config(tokenizer.vocabularySize, tokenizer.special.pad), ...small, headSize: 8, decoderLayers: 1 } as T5Config;
  const objective = t5Objective(config, tokenizer, tinyT5.objective);
  const trained = await pretrain({ objective, source: few, settings: { ...settings, steps: 30, logEvery: 10, learningRate: 1e-2 }, folder: join(folder, 't5-state') });
  expect(trained.log.at(-1)!.heldOutLoss).toBeLessThan(trained.log[0]!.heldOutLoss);
  await writeModel(model, config, trained);
  const backbone = await loadBackbone(model);
  expect([backbone.architecture, backbone.hiddenSize, backbone.vocabularySize]).toEqual(['t5', 16, tokenizer.vocabularySize]);
  backbone.dispose();
  expect(existsSync(join(model, 'training-log.jsonl'))).toBe(true);
});
