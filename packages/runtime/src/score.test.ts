import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { loadBackbone, useBackend } from './index.ts';
import type { Backbone, PromptedBatch } from './index.ts';
import { fixtureFolder, intMatrix, largestDifference, promptedBatch, readExpectation } from './test-support/fixtures.ts';

const names = ['roberta', 'bert', 't5', 't5-gated'];
const backbones: Record<string, Backbone> = {};
beforeAll(async () => {
  await useBackend('cpu');
  for (const name of names) backbones[name] = await loadBackbone(fixtureFolder(name));
});

const columns = [7, 43, 12];
const expected = (name: string) => readExpectation(name).prompted;

describe.each(names)('%s', (name) => {
  test('padding changes nothing', () => {
    const { prompt, ids, mask } = expected(name);
    const backbone = backbones[name]!;
    const together = backbone.score(promptedBatch(expected(name)), columns).arraySync();
    ids.forEach((row, example) => {
      const length = mask[example]!.reduce((sum, one) => sum + one, 0);
      const alone: PromptedBatch = { prompt: tf.tensor2d(prompt), ids: intMatrix([row.slice(0, length)]), mask: tf.ones([1, length]) };
      expect(largestDifference(backbone.score(alone, columns), [together[example]])).toBeLessThan(1e-5);
      const longer: PromptedBatch = {
        prompt: tf.tensor2d(prompt),
        ids: intMatrix([[...row.slice(0, length), ...new Array<number>(9).fill(row[0]!)]]),
        mask: tf.tensor2d([[...new Array<number>(length).fill(1), ...new Array<number>(9).fill(0)]]),
      };
      expect(largestDifference(backbone.score(longer, columns), [together[example]])).toBeLessThan(1e-5);
    });
  });

  test('the gradient of the prompt is the slope of the score', () => {
    const { prompt, ids, mask } = promptedBatch(expected(name));
    const objective = (rows: tf.Tensor) => tf.sum(tf.mul(backbones[name]!.score({ prompt: rows as Tensor2D, ids, mask }, columns), [[1, -2, 3]])) as tf.Scalar;
    const random = createRandom(name);
    const direction = tf.tensor(Float32Array.from({ length: prompt!.size }, () => random.normal()), prompt!.shape);
    const slope = tf.sum(tf.mul(tf.grad(objective)(prompt!), direction)).dataSync()[0]!;
    const step = 2e-3;
    const at = (distance: number) => objective(tf.add(prompt!, tf.mul(direction, distance))).dataSync()[0]!;
    expect(Math.abs((at(step) - at(-step)) / (2 * step) - slope)).toBeLessThan(0.01 * Math.abs(slope) + 0.02);
  });

  test('the gradient of the embedding shift is the slope of the score, and the shift from one token to another reads like the other', () => {
    const backbone = backbones[name]!;
    const { prompt, ids, mask } = promptedBatch(expected(name));
    const shape: [number, number, number] = [ids.shape[0], ids.shape[1], backbone.hiddenSize];
    const objective = (embeddingShift: tf.Tensor) => tf.sum(tf.mul(backbone.score({ prompt, ids, mask, embeddingShift: embeddingShift as Tensor3D }, columns), [[1, -2, 3]])) as tf.Scalar;
    const random = createRandom(name);
    const direction = tf.tensor3d(Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random.normal()), shape);
    const slope = tf.sum(tf.mul(tf.grad(objective)(tf.zeros(shape)), direction)).dataSync()[0]!;
    const step = 2e-3;
    const at = (distance: number) => objective(tf.mul(direction, distance)).dataSync()[0]!;
    expect(Math.abs((at(step) - at(-step)) / (2 * step) - slope)).toBeLessThan(0.01 * Math.abs(slope) + 0.02);

    const others = tf.fill(ids.shape, 11, 'int32') as Tensor2D;
    const embed = (tokens: Tensor2D) => tf.reshape(backbone.embed([...tokens.dataSync()]), shape);
    const shifted = backbone.score({ prompt, ids, mask, embeddingShift: tf.sub(embed(others), embed(ids)) as Tensor3D }, columns);
    expect(largestDifference(shifted, backbone.score({ prompt, ids: others, mask }, columns).arraySync())).toBeLessThan(1e-4);
    expect(() => backbone.score({ prompt, ids, mask, embeddingShift: tf.zeros([shape[0], shape[1], 1]) }, columns)).toThrow(expect.objectContaining({ code: 'SCORE_SHIFT_SHAPE' }));
  });

  test('scores leave no tensors behind', () => {
    const batch = promptedBatch(expected(name));
    const before = tf.memory().numTensors;
    backbones[name]!.score(batch, columns).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('embed gives rows of the word embedding', () => {
    const backbone = backbones[name]!;
    expect(backbone.embed([5, 5, 9]).shape).toEqual([3, backbone.hiddenSize]);
    const rows = backbone.embed([5, 5, 9]).arraySync();
    expect(rows[0]).toEqual(rows[1]);
    expect(rows[0]).not.toEqual(rows[2]);
  });

  test('the order of columns is the order of scores', () => {
    const batch = promptedBatch(expected(name));
    const straight = backbones[name]!.score(batch, [7, 43]).arraySync();
    const turned = backbones[name]!.score(batch, [43, 7]).arraySync();
    expect(turned).toEqual(straight.map(([a, b]) => [b, a]));
  });

  test.each([5, 1])('prompts of %i rows that share a batch have the scores and gradients that each has alone', (virtualTokens) => {
    const backbone = backbones[name]!;
    const { ids, mask } = promptedBatch(expected(name));
    const random = createRandom(`${name}/${virtualTokens}`);
    const prompts = [0, 1].map(() => tf.tensor2d(Float32Array.from({ length: virtualTokens * backbone.hiddenSize }, () => random.normal()), [virtualTokens, backbone.hiddenSize]));
    const maskPositions = ids.arraySync().map(() => 1);
    for (const inText of name.startsWith('t5') ? [false] : [false, true]) {
      const score = (prompt: Tensor2D, count: number) =>
        backbone.score({
          prompt, prompts: count, ids: tf.concat(new Array<Tensor2D>(count).fill(ids)), mask: tf.concat(new Array<Tensor2D>(count).fill(mask)),
          ...(inText && { maskPositions: Int32Array.from(new Array<number[]>(count).fill(maskPositions).flat()) }),
        }, columns);
      const all = tf.concat(prompts);
      const alone = prompts.map((prompt) => score(prompt, 1).arraySync());
      expect(largestDifference(score(all, 2), alone)).toBeLessThan(2e-5);
      // A masked LM's only row is the mask.
      if (virtualTokens === 1) continue;
      const gradient = (prompt: Tensor2D, count: number) => tf.grad((p: tf.Tensor) => tf.sum(tf.square(score(p as Tensor2D, count))))(prompt);
      expect(largestDifference(gradient(all, 2), prompts.map((prompt) => gradient(prompt, 1).arraySync()))).toBeLessThan(2e-3);
    }
    expect(() => backbone.score({ prompt: tf.concat(prompts), prompts: 2, ids, mask }, columns)).toThrow(expect.objectContaining({ code: 'SCORE_PROMPT_SHAPE' }));
  });

  test('wrong columns and prompts are refused', () => {
    const batch = promptedBatch(expected(name));
    const backbone = backbones[name]!;
    expect(() => backbone.score(batch, [])).toThrow(expect.objectContaining({ code: 'SCORE_COLUMNS' }));
    expect(() => backbone.score(batch, [61])).toThrow(/61 is not in the vocabulary of 61/);
    expect(() => backbone.embed([-1])).toThrow(expect.objectContaining({ code: 'SCORE_COLUMNS' }));
    expect(() => backbone.score({ ...batch, prompt: tf.zeros([5, 7]) }, columns)).toThrow(expect.objectContaining({ code: 'SCORE_PROMPT_SHAPE' }));
    expect(() => backbone.score({ ...batch, mask: tf.ones([1, 7]) }, columns)).toThrow(expect.objectContaining({ code: 'SCORE_MASK_SHAPE' }));
  });
});

describe.each(['roberta', 'bert'])('%s', (name) => {
  test('row 0 of the prompt gives way to the mask token, row 1 does not', () => {
    const { prompt, ids, mask } = promptedBatch(expected(name));
    const withRow = (row: number) => {
      const rows = prompt!.arraySync();
      rows[row] = rows[row]!.map(() => 3);
      return backbones[name]!.score({ prompt: tf.tensor2d(rows), ids, mask }, columns).arraySync();
    };
    const unchanged = backbones[name]!.score({ prompt, ids, mask }, columns).arraySync();
    expect(withRow(0)).toEqual(unchanged);
    expect(withRow(1)).not.toEqual(unchanged);
  });

  test('no prompt is a prompt of one row', () => {
    const batch = promptedBatch(expected(name));
    const backbone = backbones[name]!;
    const bare = backbone.score({ ...batch, prompt: null }, columns).arraySync();
    expect(backbone.score({ ...batch, prompt: tf.ones([1, backbone.hiddenSize]) }, columns).arraySync()).toEqual(bare);
  });

  test('a text fills the positions that the prompt leaves, and no more', () => {
    const backbone = backbones[name]!;
    const longest = backbone.maxTextLength(5);
    // 40 positions, of which RoBERTa spends the first two on its padding id.
    expect(longest).toBe(name === 'roberta' ? 33 : 35);
    const batch = (length: number): PromptedBatch => ({ prompt: tf.ones([5, 32]), ids: tf.ones([1, length], 'int32'), mask: tf.ones([1, length]) });
    expect(backbone.score(batch(longest), columns).shape).toEqual([1, 3]);
    expect(() => backbone.score(batch(longest + 1), columns)).toThrow(expect.objectContaining({ code: 'SCORE_TOO_LONG' }));
  });
});

test('what a backbone says of itself', () => {
  const { roberta, bert, t5 } = backbones as Record<'roberta' | 'bert' | 't5', Backbone>;
  expect([roberta.architecture, roberta.family, roberta.maskTokenId, roberta.vocabularySize]).toEqual(['roberta', 'masked-lm', 60, 61]);
  expect([bert.architecture, bert.family, bert.maskTokenId]).toEqual(['bert', 'masked-lm', 3]);
  expect([t5.architecture, t5.family, t5.maskTokenId, t5.maxTextLength(100)]).toEqual(['t5', 'encoder-decoder', undefined, Infinity]);
  expect(t5.neuronSpaces).toEqual([{ stack: 'encoder', layers: 2, width: 64 }, { stack: 'decoder', layers: 2, width: 64 }]);
  // What PyTorch counts with model.num_parameters().
  expect([roberta.parameters, bert.parameters, t5.parameters]).toEqual([21597, 21629, 43552]);
  expect(new Set([roberta.fingerprint, bert.fingerprint, t5.fingerprint]).size).toBe(3);
});
