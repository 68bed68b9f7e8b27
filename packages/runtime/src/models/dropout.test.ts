import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { loadBackbone, useBackend, type Backbone, type PromptedBatch } from '../index.ts';
import { fixtureFolder, promptedBatch, readExpectation } from '../test-support/fixtures.ts';
import { applyDropout, createDropout, forwardPass } from './dropout.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

test('a share of the elements becomes 0, the others keep the mean', () => {
  tf.tidy(() => {
    const dropped = createDropout({ rate: 0.3, seed: 1 })(tf.ones([100, 200])).dataSync();
    expect(new Set(dropped)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    const zeros = dropped.filter((value) => value === 0).length;
    // Five standard deviations of a binomial of 20,000.
    expect(Math.abs(zeros - 6000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.3 * 0.7));
  });
});

test('a seed gives the same masks in the same order, and calls do not share one', () => {
  tf.tidy(() => {
    const draw = (seed: number) => {
      const dropout = createDropout({ rate: 0.5, seed });
      return [dropout(tf.ones([50])).dataSync(), dropout(tf.ones([50])).dataSync()];
    };
    const [first, second] = draw(1);
    expect(draw(1)).toEqual([first, second]);
    expect(second).not.toEqual(first);
    expect(draw(2)[0]).not.toEqual(first);
  });
});

test('no dropout and a rate of 0 leave a tensor as it is', () => {
  const x = tf.ones([2]);
  expect(applyDropout(undefined, x)).toBe(x);
  expect(forwardPass({ dropout: { rate: 0, seed: 1 } }).dropout).toBeUndefined();
  expect(() => createDropout({ rate: 1, seed: 1 })).toThrow(RangeError);
  x.dispose();
});

describe.each(['roberta', 'bert', 't5'])('%s', (name) => {
  let backbone: Backbone;
  let batch: PromptedBatch;
  let prompt: Tensor2D;
  beforeAll(async () => {
    backbone = await loadBackbone(fixtureFolder(name));
    batch = promptedBatch(readExpectation(name).prompted);
    prompt = batch.prompt!;
  });
  afterAll(() => backbone.dispose());
  const score = (rows: Tensor2D, dropout?: { rate: number; seed: number }) => backbone.score({ ...batch, prompt: rows }, [7, 43], { dropout });
  const logits = (dropout?: { rate: number; seed: number }) => tf.tidy(() => score(prompt, dropout).dataSync());

  test('dropout changes the logits as its seed says, and a vanishing rate does not', () => {
    expect(logits({ rate: 0.1, seed: 1 })).not.toEqual(logits());
    expect(logits({ rate: 0.1, seed: 1 })).toEqual(logits({ rate: 0.1, seed: 1 }));
    expect(logits({ rate: 0.1, seed: 2 })).not.toEqual(logits({ rate: 0.1, seed: 1 }));
    // No element is dropped, but the way is that of training.
    const plain = logits();
    logits({ rate: 1e-9, seed: 1 }).forEach((value, i) => expect(Math.abs(value - plain[i]!)).toBeLessThan(1e-4));
  });

  test('the gradient with fixed masks equals finite differences', () => {
    tf.tidy(() => {
      const dropout = { rate: 0.2, seed: 3 };
      const loss = (rows: tf.Tensor) => tf.sum(score(rows as Tensor2D, dropout)).asScalar();
      const gradient = tf.grad(loss)(prompt).dataSync();
      const values = prompt.dataSync();
      const width = prompt.shape[1];
      for (const i of [width, width + 3, 2 * width + 1]) {
        const at = (delta: number) => loss(tf.tensor2d(Float32Array.from(values, (value, j) => (j === i ? value + delta : value)), prompt.shape)).dataSync()[0]!;
        const difference = (at(0.01) - at(-0.01)) / 0.02;
        expect(Math.abs(gradient[i]! - difference)).toBeLessThan(5e-3 * Math.max(1, Math.abs(difference)));
      }
    });
  });
});
