import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { loadBackbone, loadWeights, maskedLmLogits, probeBackends, readConfig, readSafetensors, t5Logits, useBackend } from './index.ts';
import type { ActivationHook, Backbone, LabelTokens, PromptedBatch, Stack, TensorData } from './index.ts';
import { fixtureFolder, largestDifference } from './test-support/fixtures.ts';

// Everything here is compared with transformers and PEFT, at every position that is no padding: see test/fixtures/make_parity.py.
const tolerance = 1e-4;
const maskedLms = ['roberta', 'distilroberta', 'xlm-roberta', 'bert'];
const t5s = ['t5-relu', 't5-gated'];
// The fastest, with everything; another implementation with the shorter texts. parity.test.ts compares all backends.
const usable = new Set((await probeBackends()).filter((status) => status.usable).map((status) => status.name));
const backends = (['onnxruntime', 'wasm'] as const).filter((name) => usable.has(name));
const casesOf = (backend: string, names: string[]) => names.filter((name) => backend === backends[0] || !name.endsWith('-long'));

const folderOf = (family: string) => fixtureFolder(join('parity', family));

/** The tensors of one case, and what the fixture says of all. */
async function readCase(family: string, name: string) {
  const { tensors, metadata } = await readSafetensors(join(folderOf(family), 'expected.safetensors'));
  const facts = JSON.parse(metadata['facts']!) as { columns: number[]; labels: number[]; words: number[][] };
  const find = (part: string): TensorData => tensors[`${name}.${part}`]!;
  const matrix = (part: string, dtype: 'int32' | 'float32' = 'float32') => tf.tensor2d([...find(part).data], find(part).shape as [number, number], dtype);
  return { find, matrix, ...facts };
}

type Case = Awaited<ReturnType<typeof readCase>>;

/** A hook that keeps every activation, and what it kept of rows that are no padding, [layers, rows, width]. */
function recorder() {
  const seen: Record<Stack, Tensor3D[]> = { encoder: [], decoder: [] };
  const hook: ActivationHook = (activation, { stack }) => void seen[stack].push(tf.keep(activation)) as undefined;
  const rows = (stack: Stack, mask: Tensor2D) => {
    const kept = [...mask.dataSync()].flatMap((one, row) => (one === 1 ? [row] : []));
    return tf.stack(seen[stack].map((layer) => tf.gather(tf.reshape(layer, [-1, layer.shape[2]]), tf.tensor1d(kept, 'int32'))));
  };
  return { hook, rows };
}

const withPrompt = (mask: Tensor2D, rows: number): Tensor2D => tf.concat([tf.ones([mask.shape[0], rows]) as Tensor2D, mask], 1);

/** A prompted batch of the fixture; with masks in the text where the fixture has them. */
function batchOf({ find, matrix }: Case): PromptedBatch & { prompt: Tensor2D } {
  const masks = find('maskPositions') as TensorData | undefined;
  return { prompt: matrix('prompt'), ids: matrix('ids', 'int32'), mask: matrix('mask'), maskPositions: masks && Int32Array.from(masks.data) };
}

function gradientOf(backbone: Backbone, batch: PromptedBatch, words: readonly LabelTokens[], labels: number[]) {
  const wanted = tf.oneHot(tf.tensor1d(labels.slice(0, batch.ids.shape[0]), 'int32'), words.length);
  const loss = (prompt: tf.Tensor) => tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(backbone.score({ ...batch, prompt: prompt as Tensor2D }, words))), 1)));
  return tf.grad(loss)(batch.prompt!);
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  describe.each(maskedLms)('%s', (family) => {
    test.each(casesOf(backend, ['plain', 'plain-long']))('%s text: logits and activations everywhere', async (name) => {
      const expected = await readCase(family, name);
      const config = await readConfig(folderOf(family));
      if (config.architecture === 't5') throw new Error('not a masked language model');
      const { weights } = await loadWeights(folderOf(family), config);
      const mask = expected.matrix('mask');
      const rows = tf.tensor1d([...mask.dataSync()].flatMap((one, row) => (one === 1 ? [row] : [])), 'int32') as Tensor1D;
      const { hook, rows: seen } = recorder();
      const logits = maskedLmLogits(weights, config, { ids: expected.matrix('ids', 'int32'), mask }, rows, { hooks: [hook] });
      expect(largestDifference(logits, [...expected.find('logits').data])).toBeLessThan(tolerance);
      expect(largestDifference(seen('encoder', mask), [...expected.find('activations.encoder').data])).toBeLessThan(tolerance);
    });

    test.each(casesOf(backend, ['paper', 'paper-long', 'peft', 'peft-long']))('a prompt in the layout %s: scores, activations everywhere, gradient', async (name) => {
      const expected = await readCase(family, name);
      const backbone = await loadBackbone(folderOf(family));
      const batch = batchOf(expected);
      const { hook, rows } = recorder();
      const inText = batch.maskPositions !== undefined;
      const words = inText ? expected.words : expected.columns;
      expect(largestDifference(backbone.score(batch, words, { hooks: [hook] }), [...expected.find('scores').data])).toBeLessThan(tolerance);
      expect(largestDifference(backbone.score(batch, words), [...expected.find('scores').data])).toBeLessThan(tolerance);
      expect(largestDifference(rows('encoder', withPrompt(batch.mask, batch.prompt.shape[0])), [...expected.find('activations.encoder').data])).toBeLessThan(tolerance);
      expect(largestDifference(gradientOf(backbone, batch, words, expected.labels), [...expected.find('gradient').data])).toBeLessThan(tolerance);
      if (!inText) return;
      // Words of one piece: the logits at the first mask, with the prompt and without any.
      expect(largestDifference(backbone.score(batch, expected.columns), [...expected.find('logits').data])).toBeLessThan(tolerance);
      expect(largestDifference(backbone.score({ ...batch, prompt: null }, expected.columns), [...expected.find('logits-without-prompt').data])).toBeLessThan(tolerance);
    });
  });

  describe.each(t5s)('%s', (family) => {
    test.each(casesOf(backend, ['plain', 'plain-long']))('%s text, teacher-forced: logits and activations everywhere', async (name) => {
      const expected = await readCase(family, name);
      const config = await readConfig(folderOf(family));
      if (config.architecture !== 't5') throw new Error('not a T5');
      const { weights } = await loadWeights(folderOf(family), config);
      const { hook, rows } = recorder();
      const [mask, decoderIds] = [expected.matrix('mask'), expected.matrix('decoderIds', 'int32')];
      const logits = t5Logits(weights, config, { encoderIds: expected.matrix('ids', 'int32'), encoderMask: mask, decoderIds }, { hooks: [hook] });
      expect(largestDifference(logits, [...expected.find('logits').data])).toBeLessThan(tolerance);
      expect(largestDifference(rows('encoder', mask), [...expected.find('activations.encoder').data])).toBeLessThan(tolerance);
      expect(largestDifference(rows('decoder', tf.ones(decoderIds.shape)), [...expected.find('activations.decoder').data])).toBeLessThan(tolerance);
    });

    test.each(casesOf(backend, ['prompted', 'prompted-long']))('%s: logits, scores of words of several pieces, activations everywhere, gradient', async (name) => {
      const expected = await readCase(family, name);
      const backbone = await loadBackbone(folderOf(family));
      const batch = batchOf(expected);
      const { hook, rows } = recorder();
      expect(largestDifference(backbone.score(batch, expected.columns, { hooks: [hook] }), [...expected.find('logits').data])).toBeLessThan(tolerance);
      expect(largestDifference(rows('encoder', withPrompt(batch.mask, batch.prompt.shape[0])), [...expected.find('activations.encoder').data])).toBeLessThan(tolerance);
      expect(largestDifference(rows('decoder', tf.ones([batch.ids.shape[0], 1])), [...expected.find('activations.decoder').data])).toBeLessThan(tolerance);
      expect(largestDifference(backbone.score(batch, expected.words), [...expected.find('scores').data])).toBeLessThan(tolerance);
      expect(largestDifference(gradientOf(backbone, batch, expected.words, expected.labels), [...expected.find('gradient').data])).toBeLessThan(tolerance);
    });
  });
});

test('words of more pieces than there are masks are refused, and so are unknown ones and none', async () => {
  await useBackend(backends[0]!);
  const expected = await readCase('roberta', 'paper');
  const backbone = await loadBackbone(folderOf('roberta'));
  expect(() => backbone.score(batchOf(expected), [7, [3, 4]])).toThrow(expect.objectContaining({ code: 'SCORE_MASKS' }));
  expect(() => backbone.score(batchOf(expected), [7, [3, 99]])).toThrow(expect.objectContaining({ code: 'SCORE_COLUMNS' }));
  expect(() => backbone.score(batchOf(expected), [7, []])).toThrow(expect.objectContaining({ code: 'SCORE_COLUMNS' }));
});
