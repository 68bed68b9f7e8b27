import * as tf from '@tensorflow/tfjs-core';
import { batchesOf, evaluate, initialPrompt, type Evaluation, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import type { Backbone } from '@skill-neurons/runtime';
import { collectActivationMoments, type ActivationMoments } from './activation-moments.ts';
import { collectBaseline } from './baseline.ts';
import { collectFiringCounts } from './collect.ts';
import { planted, plantedBackbone, plantedPrompt } from './planted-backbone.test.helper.ts';
import { predictivity } from './predictivity.ts';
import { randomRanking } from './ranking.ts';
import { suppressOneByOne } from './neuron-effects.ts';
import type { Replacement } from './replacement.ts';
import { evaluateSuppressed } from './suppress-sets.ts';
import { suppressionCurve } from './suppress.ts';
import { contrastSuppression } from './suppression-contrast.ts';
import { planSuppression } from './suppression-plan.ts';
import type { NeuronValues } from './top-set.ts';

const columns = [35, 36];
const batches = batchesOf(plantedSplit('test', 16), { batchSize: 8 });

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  let moments: ActivationMoments;
  const pass = () => ({ backbone, prompt, batches, columns });
  beforeAll(async () => {
    // The random RoBERTa's neurons hardly move its answers.
    backbone = architecture === 'roberta' ? await plantedBackbone() : await tinyBackbone(architecture);
    prompt = await initialPrompt(backbone, { virtualTokens: 4, seed: 1, initialisation: { kind: 'random', scale: 0.5 } });
    moments = await collectActivationMoments(pass());
  });
  afterAll(() => backbone.dispose());

  test('0 % is plain evaluation, 100 % equals zeroing every activation of the encoder', async () => {
    const ranking = randomRanking(2, 24, 1);
    const [none, half, all] = await suppressionCurve({ ...pass(), ranking, percentages: [0, 50, 100] });
    const intact = await evaluate(pass());
    const zeroed = await evaluate({ ...pass(), hooks: [(activation, site) => (site.stack === 'encoder' ? tf.zerosLike(activation) : undefined)] });
    expect(none!.evaluation).toEqual(intact);
    expect(all!.evaluation.loss).toBeCloseTo(zeroed.loss, 6);
    expect(half!.neuronsPerLayer).toBe(12);
    expect(half!.evaluation.loss).not.toBeCloseTo(intact.loss, 6);
  });

  test('sets that go through a batch together come out as they do alone, at all positions, whatever replaces the activations', async () => {
    const sets = [[[1, 2], [3]], [[], [4, 5]], [[], []], [[6], []], [[], [7]]];
    const replacements: Replacement[] = [{ kind: 'zero' }, { kind: 'mean', moments }, { kind: 'gaussian', moments, seed: 1 }];
    const places = architecture === 'roberta' ? (['all', 'prompt', 'text', 'mask'] as const) : (['all', 'prompt', 'text'] as const);
    for (const replacement of replacements) {
      for (const positions of places) {
        const together = await evaluateSuppressed(sets, { ...pass(), positions, replacement });
        for (const [i, set] of sets.entries()) {
          const [alone] = await evaluateSuppressed([set], { ...pass(), positions, replacement });
          expect(together[i]!.loss).toBeCloseTo(alone!.loss, 6);
          expect(together[i]!.predictions).toEqual(alone!.predictions);
        }
        // In the planted model nothing flows from the text to the mask behind the first layer's neurons.
        if (architecture === 't5' || positions !== 'text') expect(together[0]!.loss).not.toBeCloseTo(together[2]!.loss, 6);
      }
    }
  });

  test('the mean of a neuron that is the same everywhere changes nothing, its noise neither; another replacement does', async () => {
    const everything = [Array.from({ length: 24 }, (_, i) => i), Array.from({ length: 24 }, (_, i) => i)];
    // One row, at its own moments, at the positions before all text: every neuron is constant there.
    const one = batchesOf({ ...plantedSplit('test', 1) }, { batchSize: 1 });
    const own = await collectActivationMoments({ ...pass(), batches: one });
    const plain = await evaluate({ ...pass(), batches: one });
    const at = async (replacement: Replacement) => (await evaluateSuppressed([everything], { ...pass(), batches: one, positions: 'prompt', replacement }))[0]!.loss;
    expect(await at({ kind: 'mean', moments: own })).toBeCloseTo(plain.loss, 5);
    expect(await at({ kind: 'gaussian', moments: own, seed: 1 })).toBeCloseTo(plain.loss, 5);
    expect(await at({ kind: 'zero' })).not.toBeCloseTo(plain.loss, 3);
  });

  test('noise has no part in what a seed gives, not even in batches of another size; scale 0 is the mean', async () => {
    const sets = [[[1, 2, 3], [4]]];
    const loss = async (replacement: Replacement, batchSize = 8) => (await evaluateSuppressed(sets, { ...pass(), batches: batchesOf(plantedSplit('test', 20), { batchSize }), replacement }))[0]!.loss;
    const first = await loss({ kind: 'gaussian', moments, seed: 1 });
    expect(await loss({ kind: 'gaussian', moments, seed: 1 }, 5)).toBeCloseTo(first, 5);
    expect(await loss({ kind: 'gaussian', moments, seed: 2 })).not.toBeCloseTo(first, 5);
    expect(await loss({ kind: 'gaussian', moments, seed: 1, scale: 0 })).toBeCloseTo(await loss({ kind: 'mean', moments }), 6);
  });

  test('no tensors are left behind', async () => {
    const before = tf.memory().numTensors;
    await evaluateSuppressed([[[1], [2]], [[], [2]]], { ...pass(), replacement: { kind: 'mean', moments } });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('the decoder of T5: its step is suppressed, the encoder runs once', async () => {
  const backbone = await tinyBackbone('t5');
  const prompt = await initialPrompt(backbone, { virtualTokens: 4, seed: 1, initialisation: { kind: 'random', scale: 0.5 } });
  const pass = { backbone, prompt, batches, columns, stack: 'decoder' as const };
  const every = Array.from({ length: 24 }, (_, i) => i);
  const [all, some] = await evaluateSuppressed([[every], [[3]]], pass);
  const zeroed = await evaluate({ ...pass, hooks: [(activation, site) => (site.stack === 'decoder' ? tf.zerosLike(activation) : undefined)] });
  expect(all!.loss).toBeCloseTo(zeroed.loss, 6);
  expect(some!.loss).not.toBeCloseTo(all!.loss, 5);
  const [atMask] = await evaluateSuppressed([[every]], { ...pass, positions: 'mask' });
  expect(atMask!.loss).toBe(all!.loss);
  await expect(evaluateSuppressed([[every]], { ...pass, positions: 'text' })).rejects.toMatchObject({ code: 'SUPPRESS_POSITIONS' });
  await expect(evaluateSuppressed([[every, every]], { ...pass, stack: 'encoder', positions: 'mask' })).rejects.toMatchObject({ code: 'SUPPRESS_POSITIONS' });
  backbone.dispose();
});

describe('a model that answers by one neuron', () => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  let moments: ActivationMoments;
  let values: NeuronValues;
  const rows = (split: string, n: number) => batchesOf(plantedSplit(split, n), { batchSize: 50 });
  const accuracy = ({ correct, n }: Evaluation) => correct / n;
  beforeAll(async () => {
    backbone = await plantedBackbone();
    prompt = await plantedPrompt(backbone);
    const train = { backbone, prompt, columns, batches: rows('train', 100) };
    const baseline = await collectBaseline(train);
    moments = await collectActivationMoments(train);
    // The means that replace are the baseline.
    moments.prompt.mean.forEach((mean, i) => expect(mean).toBeCloseTo(baseline.mean[i]!, 4));
    values = predictivity(await collectFiringCounts({ ...train, batches: rows('validation', 100), baseline }));
  });
  afterAll(() => backbone.dispose());

  test('alone it takes every answer of one class; another neuron takes none and its test says nothing', async () => {
    const other = { layer: planted.layer, neuron: planted.neuron + 1 };
    const { intact, effects } = await suppressOneByOne([planted, other], { backbone, prompt, columns, batches: rows('test', 100) });
    expect(accuracy(intact)).toBe(1);
    expect(effects[0]).toMatchObject({ n: 100, correct: 100, lost: 50, gained: 0 });
    expect(effects[0]!.p).toBeCloseTo(2 ** -49, 20);
    // It writes "yes" and is silent otherwise: the other class keeps its margin.
    expect(effects[0]!.marginChangeByLabel[1]).toBeLessThan(-1);
    expect(Math.abs(effects[0]!.marginChangeByLabel[0]!)).toBeLessThan(0.1);
    expect(effects[1]).toMatchObject({ lost: 0, gained: 0, p: 1 });
    expect(Math.abs(effects[1]!.marginChange)).toBeLessThan(0.1);
  });

  test.each<[string, (m: ActivationMoments) => Replacement]>([
    ['zero', () => ({ kind: 'zero' })],
    ['mean', (m) => ({ kind: 'mean', moments: m })],
    ['gaussian', (m) => ({ kind: 'gaussian', moments: m, seed: 1 })],
  ])('without it (%s) it answers by chance; controls, matched ones too, change nothing', async (kind, replacement) => {
    const plan = planSuppression({ rankings: [{ name: 'validation', values }], percentages: [0, 5], controls: ['random', 'matched', 'least'], draws: 2, seed: 5, moments, perLayer: 5 });
    const evaluations = await evaluateSuppressed(plan.map(({ set }) => set), { backbone, prompt, columns, batches: rows('test', 100), replacement: replacement(moments) });
    const found = (neurons: string, percent: number, layer: number | null = null) =>
      plan.flatMap((planned, i) => (planned.neurons === neurons && planned.percent === percent && planned.layer === layer ? [{ planned, evaluation: evaluations[i]! }] : []));
    expect(accuracy(found('skill', 0)[0]!.evaluation)).toBe(1);
    const [skill] = found('skill', 5);
    expect(skill!.planned.set[planted.layer]).toEqual([planted.neuron]);
    if (kind === 'gaussian') expect(Math.abs(accuracy(skill!.evaluation) - 0.5)).toBeLessThan(0.2);
    else expect(accuracy(skill!.evaluation)).toBe(0.5);
    for (const { planned, evaluation } of [...found('matched', 5), ...found('least', 5)]) {
      expect(planned.set[planted.layer]).not.toContain(planted.neuron);
      expect(accuracy(evaluation)).toBe(1);
    }
    // Layer by layer: only the layer of the neuron matters.
    expect(found('skill', 5, planted.layer)[0]!.evaluation.predictions).toEqual(skill!.evaluation.predictions);
    expect(accuracy(found('skill', 5, 1)[0]!.evaluation)).toBe(1);
    const contrast = contrastSuppression([{ skill: skill!.evaluation, controls: found('matched', 5).map(({ evaluation }) => evaluation) }], { seed: 1 });
    expect(contrast.difference).toBeCloseTo(1 - accuracy(skill!.evaluation), 9);
    expect(contrast.interval.low).toBeGreaterThan(0.2);
    expect(contrast.p).toBeLessThan(0.01);
    if (kind === 'zero') {
      // All of its work is done at the position that is scored.
      const [atMask, atText] = await Promise.all((['mask', 'text'] as const).map(async (positions) => (await evaluateSuppressed([skill!.planned.set], { backbone, prompt, columns, batches: rows('test', 100), positions }))[0]!));
      expect(accuracy(atMask!)).toBe(0.5);
      expect(accuracy(atText!)).toBe(1);
    }
  });
});
