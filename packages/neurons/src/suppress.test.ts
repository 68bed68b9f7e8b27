import * as tf from '@tensorflow/tfjs-core';
import { batchesOf, evaluate, initialPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import type { Backbone } from '@skill-neurons/runtime';
import { randomRanking } from './ranking.ts';
import { suppressionCurve } from './suppress.ts';

const columns = [35, 36];
const batches = batchesOf(plantedSplit('test', 20), { batchSize: 8 });

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
    prompt = await initialPrompt(backbone, { virtualTokens: 4, seed: 1, initialisation: { kind: 'random', scale: 0.5 } });
  });
  afterAll(() => backbone.dispose());

  test('0 % changes nothing, 100 % equals zeroing every activation of the encoder', async () => {
    const ranking = randomRanking(2, 24, 1);
    const [none, half, all] = await suppressionCurve({ backbone, prompt, batches, columns, ranking, percentages: [0, 50, 100] });
    const intact = await evaluate({ backbone, prompt, batches, columns });
    const zeroed = await evaluate({
      backbone, prompt, batches, columns,
      hooks: [(activation, site) => (site.stack === 'encoder' ? tf.zerosLike(activation) : undefined)],
    });
    expect(none!.evaluation.predictions).toEqual(intact.predictions);
    // Without hooks the last block computes the scored position alone: the last digits may differ.
    expect(none!.evaluation.loss).toBeCloseTo(intact.loss, 6);
    expect(all!.evaluation.loss).toBeCloseTo(zeroed.loss, 6);
    expect(half!.neuronsPerLayer).toBe(12);
    expect(half!.evaluation.loss).not.toBeCloseTo(intact.loss, 6);
  });
});
