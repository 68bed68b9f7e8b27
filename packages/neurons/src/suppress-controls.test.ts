import { createRandom } from '@skill-neurons/core';
import fc from 'fast-check';
import { profileAt, type ActivationMoments } from './activation-moments.ts';
import { matchedSet } from './matched-controls.ts';
import { firstLayer, onlyLayer, sizesOf, type NeuronSet } from './neuron-set.ts';
import { topPercent, randomRanking } from './ranking.ts';
import { leastSet, randomNeighbours, randomSet } from './suppress-controls.ts';
import { planSuppression } from './suppression-plan.ts';
import { topSet, type NeuronValues } from './top-set.ts';

const width = 40;
const layers = 3;

/** Activities of a ReLU model: some dead neurons, the others' mean growing with how often they fire. */
function profileOf(seed: number) {
  const random = createRandom(seed);
  const active = Float32Array.from({ length: layers * width }, () => (random.uniform() < 0.2 ? 0 : random.uniform()));
  return { active, mean: active.map((share) => share * (1 + 0.1 * random.normal())) };
}

function valuesOf(seed: number): NeuronValues {
  const random = createRandom(seed);
  return { layers, width, values: Float32Array.from({ length: layers * width }, () => 0.5 + 0.5 * random.uniform()) };
}

const seeds = fc.integer({ min: 0, max: 1e6 });
const percents = fc.integer({ min: 0, max: 50 });
const noMemberTwice = (set: NeuronSet) => set.every((members) => new Set(members).size === members.length && members.every((neuron) => neuron >= 0 && neuron < width));

test('controls have the size of what they are compared with in every layer; matched ones share no neuron with it; a seed names one draw', () => {
  fc.assert(fc.property(seeds, percents, fc.constantFrom('layer' as const, 'model' as const), (seed, percent, scope) => {
    const values = valuesOf(seed);
    const skill = topSet(values, percent, scope);
    if (skill.some(({ length }) => 2 * length > width)) return;
    const profile = profileOf(seed);
    const matched = matchedSet(skill, { profile, width, seed });
    for (const control of [matched.set, randomSet(skill, width, seed), leastSet(skill, values)]) {
      expect(sizesOf(control)).toEqual(sizesOf(skill));
      expect(noMemberTwice(control)).toBe(true);
    }
    matched.set.forEach((members, layer) => expect(members.filter((neuron) => skill[layer]!.includes(neuron))).toEqual([]));
    expect(matchedSet(skill, { profile, width, seed })).toEqual(matched);
    expect(matched.otherBin).toBeGreaterThanOrEqual(0);
    expect(matched.otherBin).toBeLessThanOrEqual(1);
  }));
});

test('matched controls are about as active as the skill neurons where random ones are not', () => {
  const profile = profileOf(7);
  // Chosen: the six most active of each layer but for every other one of these.
  const chosen = Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: width }, (_n, i) => i).sort((a, b) => profile.mean[layer * width + b]! - profile.mean[layer * width + a]!).filter((_n, place) => place < 12 && place % 2 === 0));
  const averageOf = (set: NeuronSet) => set.flatMap((members, layer) => members.map((i) => profile.mean[layer * width + i]!)).reduce((sum, value) => sum + value, 0) / sizesOf(set).reduce((a, b) => a + b);
  const matched = Array.from({ length: 20 }, (_, seed) => matchedSet(chosen, { profile, width, seed }));
  const typical = averageOf(chosen);
  const off = (sets: NeuronSet[]) => Math.abs(sets.map(averageOf).reduce((a, b) => a + b) / sets.length - typical);
  expect(off(matched.map(({ set }) => set))).toBeLessThan(0.12);
  expect(off(matched.map((_, seed) => randomSet(chosen, width, seed)))).toBeGreaterThan(0.3);
  for (const { balance, set } of matched) {
    expect(balance.skill.mean).toBeCloseTo(typical, 5);
    expect(balance.control.mean).toBeCloseTo(averageOf(set), 5);
  }
  // Chosen among many of one kind: nobody has to go elsewhere; all of one kind chosen: everybody has to.
  const same = { mean: new Float32Array(layers * width).fill(1), active: new Float32Array(layers * width).fill(1) };
  expect(matchedSet(chosen, { profile: same, width, seed: 1 }).otherBin).toBe(0);
  const two = { mean: same.mean.map((_, i) => (i % width < 10 ? 1 : 0)), active: same.active };
  expect(matchedSet([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [], []], { profile: two, width, seed: 1 }).otherBin).toBe(1);
});

test('more than half of a layer cannot be matched', () => {
  expect(() => matchedSet([Array.from({ length: 21 }, (_, i) => i), [], []], { profile: profileOf(1), width, seed: 1 })).toThrow(expect.objectContaining({ code: 'SUPPRESS_CONTROLS' }));
});

test('least predictive neurons have the lowest values, of equals the last', () => {
  expect(leastSet([[9, 8], [7]], { layers: 2, width: 4, values: Float32Array.of(0.5, 0.7, 0.5, 0.9, 0.6, 0.5, 0.5, 0.5) })).toEqual([[2, 0], [3]]);
});

test('random controls are those of the permutation per layer, larger sets holding smaller ones', () => {
  const order = randomRanking(layers, width, 's/0');
  const at = (percent: number) => randomSet(topSet(valuesOf(1), percent, 'layer'), width, 's/0');
  expect(at(10)).toEqual(topPercent(order, 10));
  at(10).forEach((members, layer) => expect(at(25)[layer]!.slice(0, members.length)).toEqual(members));
});

test('a plan: curves of each ranking and its controls, then layer by layer', () => {
  const rankings = [{ name: 'clean', values: valuesOf(1) }, { name: 'adversarial', values: valuesOf(2) }];
  const plan = planSuppression({ rankings, percentages: [0, 10], controls: ['random', 'least'], draws: 2, seed: 1, perLayer: 20 });
  const summary = (layer: number | null, percent: number) => plan.filter((p) => p.layer === layer && p.percent === percent).map(({ neurons, ranking, draw }) => [neurons, ranking, draw]);
  const expected = [['skill', 'clean', null], ['random', null, 0], ['random', null, 1], ['least', 'clean', null], ['skill', 'adversarial', null], ['least', 'adversarial', null]];
  expect(summary(null, 10)).toEqual(expected);
  expect(summary(2, 20)).toEqual(expected);
  expect(plan).toHaveLength(6 * (2 + layers));
  expect(plan.filter(({ percent }) => percent === 0).every(({ set }) => firstLayer(set) === Infinity)).toBe(true);
  const bySize = planSuppression({ rankings, percentages: [10], scope: 'model', controls: ['random'], draws: 1, seed: 1 });
  // Shares of the model take their own number from each layer, and so does the control of each ranking.
  expect(bySize.map(({ neurons, ranking }) => [neurons, ranking])).toEqual([['skill', 'clean'], ['random', 'clean'], ['skill', 'adversarial'], ['random', 'adversarial']]);
  expect(sizesOf(bySize[1]!.set)).toEqual(sizesOf(bySize[0]!.set));
  expect(sizesOf(bySize[0]!.set).reduce((a, b) => a + b)).toBe(12);
  expect(() => planSuppression({ rankings, percentages: [10], controls: ['matched'], seed: 1 })).toThrow('moments');
});

test('random neighbours: others of the very layers, so many for each layer however many neurons share them, the same for one seed', () => {
  const places = fc.uniqueArray(fc.record({ layer: fc.integer({ min: 0, max: 2 }), neuron: fc.integer({ min: 0, max: 9 }) }), { minLength: 1, selector: ({ layer, neuron }) => 10 * layer + neuron });
  fc.assert(fc.property(places, fc.integer({ min: 1, max: 4 }), seeds, (neurons, perLayer, seed) => {
    const found = randomNeighbours(neurons, { width: 10, perLayer, seed });
    const named = (list: typeof found) => list.map(({ layer, neuron }) => `${layer}.${neuron}`);
    expect(new Set(named([...neurons, ...found])).size).toBe(neurons.length + found.length);
    for (const layer of [0, 1, 2]) {
      const members = neurons.filter((place) => place.layer === layer).length;
      expect(found.filter((place) => place.layer === layer)).toHaveLength(members === 0 ? 0 : Math.min(perLayer, 10 - members));
    }
    expect(named(randomNeighbours([...neurons].reverse(), { width: 10, perLayer, seed }))).toEqual(named(found));
  }));
  const drawn = Array.from({ length: 200 }, (_, seed) => randomNeighbours([{ layer: 1, neuron: 4 }], { width: 10, perLayer: 3, seed })).flat();
  // Every other neuron comes up about as often: 600 draws of nine.
  for (const neuron of [0, 1, 2, 3, 5, 6, 7, 8, 9]) expect(Math.abs(drawn.filter((place) => place.neuron === neuron).length - 600 / 9)).toBeLessThan(30);
});

test('one layer of a set, and the first layer that has a member', () => {
  expect(onlyLayer([[1], [2], [3]], 1)).toEqual([[], [2], []]);
  expect(firstLayer([[], [2], [3]])).toBe(1);
});

test('a profile weighs prompt positions and text tokens alike', () => {
  const moments = {
    stack: 'encoder', layers: 1, positions: 2, width: 1,
    prompt: { n: 10, mean: Float32Array.of(1, 3), standardDeviation: new Float32Array(2), active: Float32Array.of(0, 1) },
    text: { n: 60, mean: Float32Array.of(5), standardDeviation: new Float32Array(1), active: Float32Array.of(0.5) },
  } satisfies ActivationMoments;
  const meanAt = (at: Parameters<typeof profileAt>[1]) => profileAt(moments, at).mean[0];
  expect([meanAt('prompt'), meanAt('mask'), meanAt('text'), meanAt('all')]).toEqual([2, 1, 5, 4.25]);
  expect(profileAt(moments, 'all').active[0]).toBe(0.5);
});
