import fc from 'fast-check';
import { benjaminiHochberg, createRandom, mean } from '@skill-neurons/core';
import { empiricalPValues, familyWisePValues } from './empirical-p-values.ts';
import { emptyFiringCounts, mergeFiringCounts, subtaskCounts, type FiringCounts } from './firing-counts.ts';
import { halvesOf } from './halves.ts';
import { classPairs, oneVersusRest, skillNeuronsOfSubtasks, subtaskPredictivities, wangSubtasks } from './multi-class.ts';
import { summariseNeurons } from './neuron-summary.ts';
import { predictivityFloor } from './predictivity-floor.ts';
import { crossFittedPredictivity, heldOutPredictivity, neuronAccuracy, predictivity } from './predictivity.ts';

const grid = { stack: 'encoder' as const, layers: 2, positions: 5, width: 20 };
const size = grid.layers * grid.positions * grid.width;
const n = 60;
const planted = { neuron: 1 * grid.width + 7, place: (1 * grid.positions + 3) * grid.width + 7 };

type Fired = readonly Uint8Array[];

/** Examples whose neurons fire at random, but for one that fires for class 1 alone, and one that never does. */
function firings(seed: number | string, labels: readonly number[]): Uint8Array[] {
  const random = createRandom(seed);
  return labels.map((label) => {
    const fired = Uint8Array.from({ length: size }, () => (random.uniform() < 0.5 ? 1 : 0));
    fired[planted.place] = label === 1 ? 1 : 0;
    for (let j = 0; j < grid.positions; j++) fired[j * grid.width] = 0;
    return fired;
  });
}

function countsOf(fired: Fired, labels: readonly number[], classes = 2): FiringCounts {
  const counts = emptyFiringCounts(grid, classes);
  labels.forEach((label, example) => {
    counts.classCounts[label]!++;
    fired[example]!.forEach((fires, i) => (counts.fired[label * size + i]! += fires));
  });
  return counts;
}

const labels = Array.from({ length: n }, (_, i) => i % 2);
const shuffles = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.shuffle(labels));
};

test('a planted neuron is the only discovery; dead and constant neurons are told', () => {
  const fired = firings(1, labels);
  const found = predictivity(countsOf(fired, labels));
  const permuted = shuffles(2, 200).map((shuffled) => predictivity(countsOf(fired, shuffled)).values);
  const adjusted = benjaminiHochberg(empiricalPValues(found.values, permuted, { pool: 'model', width: grid.width }));
  expect([...adjusted.keys()].filter((i) => adjusted[i]! <= 0.05)).toEqual([planted.neuron]);
  const family = familyWisePValues(found.values, permuted);
  expect(family[planted.neuron]).toBeCloseTo(1 / 201, 12);
  expect(summariseNeurons(found).map(({ constant, dead, neurons, excitatory, inhibitory }) => [constant, dead, neurons, excitatory + inhibitory])).toEqual([[1, 1, 20, 19], [0, 0, 20, 20]]);
  expect([found.dead[0], found.constant[0], found.dead[1]]).toEqual([1, 1, 0]);
});

test('with shuffled labels p-values are uniform and family-wise errors as rare as they should be', () => {
  const trials = 60;
  const p: number[] = [];
  let falseAlarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    const fired = firings(`null ${trial}`, labels);
    const [truth, ...others] = shuffles(1000 + trial, 60).map((shuffled) => predictivity(countsOf(fired, shuffled)).values);
    p.push(...[...empiricalPValues(truth!, others, { pool: 'neuron', width: grid.width })].filter((_, i) => i % grid.width !== 0));
    if (Math.min(...familyWisePValues(truth!, others)) <= 0.05) falseAlarms++;
  }
  // Predictivities are multiples of 1 / n, and equal ones count against a neuron: p-values err on the safe side.
  for (const level of [0.05, 0.1, 0.25, 0.5]) {
    const share = p.filter((value) => value <= level).length / p.length;
    expect(share).toBeLessThan(level * 1.25);
    expect(share).toBeGreaterThan(level * 0.5);
  }
  expect(falseAlarms).toBeLessThanOrEqual(8);
});

test('p-values lie in (0, 1], and the pool of one neuron counts its own shuffles alone', () => {
  const values = Float32Array.of(0.9, 0.5, 0.7, 0.6);
  const permuted = [Float32Array.of(0.5, 0.5, 0.7, 0.9), Float32Array.of(0.6, 0.6, 0.5, 0.5), Float32Array.of(0.95, 0.5, 0.6, 0.5)];
  expect([...empiricalPValues(values, permuted, { pool: 'neuron', width: 2 })]).toEqual([2 / 4, 4 / 4, 2 / 4, 2 / 4]);
  expect([...empiricalPValues(values, permuted, { pool: 'layer', width: 2 })]).toEqual([2 / 7, 7 / 7, 3 / 7, 4 / 7]);
  expect([...familyWisePValues(values, permuted)]).toEqual([3 / 4, 4 / 4, 3 / 4, 4 / 4]);
  expect([...empiricalPValues(values, [], { pool: 'model', width: 2 })]).toEqual([1, 1, 1, 1]);
});

// The simulation behind these is in the specification of the study (100 independent positions, classes alike).
test.each([[78, 0.654], [82, 0.65], [148, 0.612], [200, 0.597], [408, 0.568], [872, 0.546], [2704, 0.526], [5463, 0.519]])('the floor of %i examples and 100 positions is %f', (examples, expected) => {
  const half = Math.floor(examples / 2);
  expect(Math.abs(predictivityFloor({ classCounts: [examples - half, half], positions: 100 }).expected - expected)).toBeLessThan(0.0015);
});

test('the floor is met by neurons without a signal, rises with positions, and is the majority for a silent neuron', () => {
  const fired = firings('floor', labels);
  const means = shuffles(5, 30).map((shuffled) => mean([...predictivity(countsOf(fired, shuffled)).values].filter((_, i) => i % grid.width !== 0)));
  const floor = predictivityFloor({ classCounts: [n / 2, n / 2], positions: grid.positions });
  expect(Math.abs(mean(means) - floor.expected)).toBeLessThan(0.01);
  expect(floor.quantile(0.5)).toBeLessThan(floor.quantile(0.999));
  expect(predictivityFloor({ classCounts: [30, 30], positions: 50 }).expected).toBeGreaterThan(floor.expected);
  expect(predictivityFloor({ classCounts: [45, 15], positions: 3, firingShare: 0 }).expected).toBe(0.75);
});

test('held-out choice of the position: 0.5 without a signal where the maximum is far above, and 1 for the planted neuron', () => {
  const [choose, measure] = [firings('a', labels), firings('b', labels)];
  const found = heldOutPredictivity(countsOf(choose, labels), countsOf(measure, labels));
  const others = [...found.values].filter((_, i) => i !== planted.neuron && i % grid.width !== 0);
  expect(Math.abs(mean(others) - 0.5)).toBeLessThan(0.03);
  expect(mean([...predictivity(countsOf(measure, labels)).values])).toBeGreaterThan(0.55);
  expect(found.values[planted.neuron]).toBe(1);
  const halves = [countsOf(choose, labels), countsOf(measure, labels)] as [FiringCounts, FiringCounts];
  const both = crossFittedPredictivity(halves, mergeFiringCounts(...halves));
  expect(both).toMatchObject({ n: 2 * n });
  expect([both.values[planted.neuron], both.position[planted.neuron]]).toEqual([1, 3]);
});

test('balanced accuracy gives a constant neuron one half, however unequal the classes; one class alone is an error', () => {
  const unequal = Array.from({ length: 20 }, (_, i) => (i < 15 ? 0 : 1));
  const counts = countsOf(firings(3, unequal), unequal);
  expect(predictivity(counts).values[0]).toBe(0.75);
  expect(predictivity(counts, { metric: 'balanced-accuracy' }).values[0]).toBe(0.5);
  expect(predictivity(counts, { metric: 'balanced-accuracy', aggregate: 'mean' }).values[planted.neuron]).toBeLessThan(1);
  const alone = countsOf(firings(3, [0, 0]), [0, 0]);
  expect(() => neuronAccuracy(alone, 1, 'balanced-accuracy')).toThrow(expect.objectContaining({ code: 'NEURON_ONE_CLASS' }) as Error);
  expect(() => predictivity(counts, { positive: 2 })).toThrow(expect.objectContaining({ code: 'NEURON_CLASS' }) as Error);
  expect(() => predictivity(counts, { fromPosition: 5 })).toThrow(expect.objectContaining({ code: 'NEURON_POSITIONS' }) as Error);
});

test('halves are equal in every class but for one example, leave out what has no label, and depend on the seed', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 60 }), fc.integer(), (classes, seed) => {
    const halves = halvesOf(Int32Array.from(classes), seed);
    for (const c of [0, 1, 2, 3]) {
      const [first, second] = [0, 1].map((half) => classes.filter((label, i) => label === c && halves[i] === half).length) as [number, number];
      expect(Math.abs(first - second)).toBeLessThanOrEqual(1);
      expect(first + second).toBe(classes.filter((label) => label === c).length);
    }
    expect(classes.every((label, i) => (label === -1) === (halves[i] === -1))).toBe(true);
  }));
  const many = new Int32Array(50);
  expect(halvesOf(many, 1)).not.toEqual(halvesOf(many, 2));
});

test('subtasks of three classes: every class is found against the rest, pairs leave the third out', () => {
  const three = Array.from({ length: n }, (_, i) => i % 3);
  const fired = firings('three', three);
  three.forEach((label, example) => (fired[example]![5] = label === 2 ? 1 : 0));
  const counts = countsOf(fired, three, 3);
  expect(oneVersusRest(3)).toEqual([{ positive: [0], negative: [1, 2] }, { positive: [1], negative: [0, 2] }, { positive: [2], negative: [0, 1] }]);
  expect(classPairs(3)).toEqual([{ negative: [0], positive: [1] }, { negative: [0], positive: [2] }, { negative: [1], positive: [2] }]);
  expect(wangSubtasks(3)).toEqual([{ negative: [0], positive: [2] }, { positive: [1], negative: [0, 2] }]);
  expect(wangSubtasks(2)).toEqual([{ negative: [0], positive: [1] }]);
  expect(subtaskCounts(counts, { negative: [0], positive: [2] }).classCounts).toEqual([20, 20]);
  const [zero, one, two] = subtaskPredictivities(counts, oneVersusRest(3));
  expect([two!.values[5], two!.sign[5], one!.values[planted.neuron]]).toEqual([1, 1, 1]);
  expect(zero!.values[5]).toBeCloseTo(0.75, 6);
  expect(zero!.sign[5]).toBe(-1);
  // One class against the rest is accuracy for that class, in either way of asking.
  const binary = predictivity(subtaskCounts(counts, { negative: [0, 1], positive: [2] }));
  expect(binary.values).toEqual(predictivity(counts, { positive: 2 }).values);
});

test('skill neurons of subtasks: shares in turn, none twice, the whole percentage', () => {
  const rankings = [[Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)], [Int32Array.of(1, 0, 9, 8, 7, 6, 5, 4, 3, 2)]];
  expect(skillNeuronsOfSubtasks(rankings, 40)).toEqual([[0, 1, 9, 8]]);
  expect(skillNeuronsOfSubtasks(rankings, 50)).toEqual([[0, 1, 9, 8, 7]]);
  expect(skillNeuronsOfSubtasks(rankings, 100)[0]).toHaveLength(10);
  expect(skillNeuronsOfSubtasks(rankings.slice(0, 1), 20)).toEqual([[0, 1]]);
});
