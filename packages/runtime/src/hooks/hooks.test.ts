import * as tf from '@tensorflow/tfjs-core';
import { interventionHook, loadBackbone, tapHook, useBackend } from '../index.ts';
import type { ActivationHook, Backbone, HookPositions, HookSite, Intervention, NeuronSpace } from '../index.ts';
import { fixtureFolder, largestDifference, promptedBatch, readExpectation } from '../test-support/fixtures.ts';

const { prompted } = readExpectation('roberta');
let roberta: Backbone;
let t5: Backbone;
beforeAll(async () => {
  await useBackend('cpu');
  roberta = await loadBackbone(fixtureFolder('roberta'));
  t5 = await loadBackbone(fixtureFolder('t5'));
});

const spaceOf = (backbone: Backbone): NeuronSpace => backbone.neuronSpaces[0]!;
const every = (space: NeuronSpace) => Array.from({ length: space.layers }, () => Array.from({ length: space.width }, (_, i) => i));
const none = (space: NeuronSpace): number[][] => Array.from({ length: space.layers }, () => []);

function scoreWith(backbone: Backbone, ...hooks: ActivationHook[]): number[] {
  const batch = promptedBatch(backbone === t5 ? readExpectation('t5').prompted : prompted);
  return [...backbone.score(batch, [7, 43, 12], { hooks }).dataSync()];
}

function scoreIntervened(backbone: Backbone, intervention: Intervention, ...later: ActivationHook[]): number[] {
  const { hook, dispose } = interventionHook(intervention, spaceOf(backbone));
  try {
    return scoreWith(backbone, hook, ...later);
  } finally {
    dispose();
  }
}

/** Without hooks, the last block leaves out positions that nobody reads: the same function, rounded otherwise. */
const scoreUntouched = (backbone: Backbone) => scoreWith(backbone, () => undefined);

test('looking on changes nothing but the rounding', () => {
  const [seen, unseen] = [scoreUntouched(roberta), scoreWith(roberta)];
  seen.forEach((value, i) => expect(value).toBeCloseTo(unseen[i]!, 5));
});

test('suppressing no neuron changes nothing', () => {
  for (const positions of ['all', 'prompt', 'text', 'mask'] as const) {
    expect(scoreIntervened(roberta, { kind: 'zero', stack: 'encoder', neurons: none(spaceOf(roberta)), positions })).toEqual(scoreUntouched(roberta));
  }
});

test('suppressing every neuron leaves the output bias of the feed-forward layers', () => {
  const suppressed = scoreIntervened(roberta, { kind: 'zero', stack: 'encoder', neurons: every(spaceOf(roberta)), positions: 'all' });
  expect(suppressed).toEqual(scoreWith(roberta, (activation) => tf.zerosLike(activation)));
  expect(suppressed).not.toEqual(scoreUntouched(roberta));
});

test.each<[HookPositions, number, number]>([['all', 0, 12], ['prompt', 0, 5], ['text', 5, 12], ['mask', 0, 1]])(
  'zero at %s touches positions %i to %i of the chosen neurons only',
  (positions, begin, end) => {
    const neurons = [[3, 63], []];
    const before: number[][][][] = [];
    const after: number[][][][] = [];
    const spy = (into: number[][][][]): ActivationHook => (activation) => {
      into.push(activation.arraySync());
      return undefined;
    };
    const { hook, dispose } = interventionHook({ kind: 'zero', stack: 'encoder', neurons, positions }, spaceOf(roberta));
    scoreWith(roberta, spy(before), hook, spy(after));
    dispose();
    before[0]!.forEach((example, b) => example.forEach((values, position) => values.forEach((value, neuron) => {
      const chosen = neurons[0]!.includes(neuron) && position >= begin && position < end;
      // + 0, since a product may be -0.
      expect(after[0]![b]![position]![neuron]! + 0).toBe(chosen ? 0 : value);
    })));
    expect(after[1]).toEqual(before[1]);
  },
);

test('mean sets chosen neurons to one value per neuron, or per position and neuron', () => {
  const { layers, width } = spaceOf(roberta);
  const seen: number[][][][] = [];
  const spy: ActivationHook = (activation) => {
    seen.push(activation.arraySync());
    return undefined;
  };
  const perNeuron = Array.from({ length: layers }, (_, layer) => Float32Array.from({ length: width }, (_, i) => layer + i / 100));
  scoreIntervened(roberta, { kind: 'mean', stack: 'encoder', neurons: [[0, 5], [9]], positions: 'text', values: perNeuron }, spy);
  expect(seen[0]![1]![6]![5]).toBeCloseTo(0.05);
  expect(seen[1]![2]![11]![9]).toBeCloseTo(1.09);
  const perPosition = Array.from({ length: layers }, () => Array.from({ length: 5 * width }, (_, i) => Math.floor(i / width)));
  scoreIntervened(roberta, { kind: 'mean', stack: 'encoder', neurons: [[4], [4]], positions: 'prompt', values: perPosition }, spy);
  expect(seen[2]![0]!.slice(0, 5).map((values) => values[4])).toEqual([0, 1, 2, 3, 4]);
});

test('the mean of a neuron that is not chosen may be unknown', () => {
  const values = Array.from({ length: 2 }, () => new Float32Array(64).fill(NaN));
  expect(scoreIntervened(roberta, { kind: 'mean', stack: 'encoder', neurons: [[], []], positions: 'all', values })).toEqual(scoreUntouched(roberta));
});

test('noise is the same for one seed, however the examples are batched, and has the given spread', () => {
  const space = spaceOf(roberta);
  const intervention = (seed: number): Intervention => ({ kind: 'noise', stack: 'encoder', neurons: every(space), positions: 'all', standardDeviation: 0.5, seed });
  expect(scoreIntervened(roberta, intervention(1))).toEqual(scoreIntervened(roberta, intervention(1)));
  expect(scoreIntervened(roberta, intervention(1))).not.toEqual(scoreIntervened(roberta, intervention(2)));

  const site: HookSite = { name: 'blocks.0.mlp.hook_post', stack: 'encoder', layer: 0, promptLength: 0, maskPosition: undefined };
  const drawn = (batches: number[]) => {
    const { hook, dispose } = interventionHook(intervention(3), space);
    const values = batches.flatMap((size) => (hook(tf.zeros([size, 2, 64]), site)!.arraySync()));
    dispose();
    return values;
  };
  const whole = drawn([6]);
  expect(drawn([1, 2, 3])).toEqual(whole);
  expect(whole[0]![0]).toEqual(whole[0]![1]);
  const flat = whole.map((example) => example[0]!).flat();
  const spread = Math.sqrt(flat.reduce((sum, value) => sum + value * value, 0) / flat.length);
  expect(spread).toBeGreaterThan(0.4);
  expect(spread).toBeLessThan(0.6);
});

test('gaussian draws around a mean per neuron or position, the same at all positions but for their means and spreads', () => {
  const { layers, width } = spaceOf(roberta);
  const site: HookSite = { name: 'blocks.0.mlp.hook_post', stack: 'encoder', layer: 0, promptLength: 2, maskPosition: 0 };
  const perPosition = (values: readonly number[]) => Array.from({ length: layers }, () => values.flatMap((value) => new Array<number>(width).fill(value)));
  const replaced = (seed: number, from = 0) => {
    const intervention: Intervention = { kind: 'gaussian', stack: 'encoder', neurons: [[3, 9], []], positions: 'prompt', means: perPosition([2, -1]), standardDeviations: perPosition([0.5, 0]), seeds: Array.from({ length: 300 - from }, (_, i) => `${seed}/${from + i}`) };
    const { hook, dispose } = interventionHook(intervention, spaceOf(roberta));
    const values = hook(tf.ones([300 - from, 3, width]), site)!.arraySync();
    dispose();
    return values;
  };
  const values = replaced(1);
  expect(replaced(1, 290)).toEqual(values.slice(290));
  expect(replaced(2)).not.toEqual(values);
  const drawn = values.map((example) => example[0]![3]!);
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  expect(mean).toBeCloseTo(2, 0);
  expect(Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length)).toBeCloseTo(0.5, 1);
  // No spread at the second position, no change of other neurons or of the text.
  expect(values.every((example) => example[1]![9] === -1 && example[0]![4] === 1 && example[2]![3] === 1)).toBe(true);
});

test('an encoder intervention leaves the decoder of T5 alone', () => {
  const seen: number[] = [];
  scoreIntervened(t5, { kind: 'zero', stack: 'encoder', neurons: every(spaceOf(t5)), positions: 'all' }, (activation, { stack }) => {
    if (stack === 'decoder') seen.push(tf.max(activation).dataSync()[0]!);
    return undefined;
  });
  expect(Math.min(...seen)).toBeGreaterThan(0);
});

test('T5 has no mask position', () => {
  const intervention: Intervention = { kind: 'zero', stack: 'encoder', neurons: none(spaceOf(t5)), positions: 'mask' };
  expect(() => scoreIntervened(t5, intervention)).toThrow(expect.objectContaining({ code: 'HOOK_NO_MASK', where: 'encoder.blocks.0.mlp.hook_post' }));
});

test.each<[string, Partial<Intervention>, RegExp]>([
  ['a wrong stack', { stack: 'decoder' }, /concerns the decoder/],
  ['a missing layer', { neurons: [[1]] }, /1 layers, the encoder has 2/],
  ['an unknown neuron', { neurons: [[1], [64]] }, /layer 1 has no neuron 64/],
  ['spreads for other positions', { kind: 'gaussian', means: [new Float32Array(64), new Float32Array(64)], standardDeviations: [new Float32Array(64), new Float32Array(128)], seeds: [1] }, /differ in number/],
  ['values of another width', { kind: 'mean', values: [new Float32Array(64), new Float32Array(63)] }, /layer 1 has 63 values/],
])('refuses %s', (_, change, message) => {
  const record = { kind: 'zero', stack: 'encoder', neurons: [[], []], positions: 'all', ...change } as Intervention;
  expect(() => interventionHook(record, spaceOf(roberta))).toThrow(message);
});

test('a tap sees the prompt positions of one stack and changes nothing', () => {
  const seen: { name: string; shape: number[]; difference: number }[] = [];
  const tap = tapHook({
    stack: 'encoder',
    positions: 'prompt',
    onActivation: (activation, { name, layer }) => {
      const second = tf.slice(activation, [1, 0, 0], [1, -1, -1]);
      seen.push({ name, shape: activation.shape, difference: largestDifference(second, prompted.activations['encoder']![layer]) });
    },
  });
  expect(scoreWith(roberta, tap)).toEqual(scoreUntouched(roberta));
  expect(seen.map(({ name, shape }) => ({ name, shape }))).toEqual([
    { name: 'blocks.0.mlp.hook_post', shape: [3, 5, 64] },
    { name: 'blocks.1.mlp.hook_post', shape: [3, 5, 64] },
  ]);
  expect(Math.max(...seen.map(({ difference }) => difference))).toBeLessThan(2e-5);
});

test('hooks run in order and a replacement of another shape is refused', () => {
  const order: string[] = [];
  const note = (name: string): ActivationHook => () => void order.push(name) as undefined;
  scoreWith(roberta, note('a'), note('b'));
  expect(order).toEqual(['a', 'b', 'a', 'b']);
  expect(() => scoreWith(roberta, () => tf.zeros([1, 1, 64]))).toThrow(expect.objectContaining({ code: 'HOOK_SHAPE', where: 'blocks.0.mlp.hook_post' }));
});

test('tensors of interventions are freed', () => {
  const before = tf.memory().numTensors;
  const { hook, dispose } = interventionHook({ kind: 'mean', stack: 'encoder', neurons: [[1], [2]], positions: 'prompt', values: [new Float32Array(64), new Float32Array(64)] }, spaceOf(roberta));
  tf.tidy(() => {
    scoreWith(roberta, hook);
  });
  dispose();
  expect(tf.memory().numTensors).toBe(before);
});
