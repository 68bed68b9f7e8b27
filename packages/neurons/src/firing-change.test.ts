import { createRandom } from '@skill-neurons/core';
import { batchesOf, initialPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import fc from 'fast-check';
import { collectBaseline } from './baseline.ts';
import { collectFiring } from './collect-firing.ts';
import { collectFiringCounts } from './collect.ts';
import { compareChanges, type PairedBits } from './firing-change.ts';

const pairs = (minLength: number, maxLength: number) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), { minLength, maxLength });
const bitsOf = (list: readonly (readonly [number, number])[]): PairedBits => ({
  before: list.map(([before]) => before),
  after: list.map(([, after]) => after),
});
const changeOf = (list: readonly (readonly [number, number])[]) => list.reduce((sum, [before, after]) => sum + after - before, 0) / list.length;

test('the p-value is that of all ways to choose the group', () => {
  fc.assert(
    fc.property(pairs(1, 4), pairs(1, 5), (a, b) => {
      const all = [...a, ...b];
      const observed = changeOf(a) - changeOf(b);
      let [extreme, total] = [0, 0];
      for (let members = 0; members < 2 ** all.length; members++) {
        const chosen = all.filter((_, i) => (members >> i) & 1);
        if (chosen.length !== a.length) continue;
        total++;
        if (Math.abs(changeOf(chosen) - changeOf(all.filter((_, i) => !((members >> i) & 1)))) >= Math.abs(observed) - 1e-9) extreme++;
      }
      const found = compareChanges(bitsOf(a), bitsOf(b));
      expect(found.difference).toBeCloseTo(observed, 12);
      expect(found.p).toBeCloseTo(extreme / total, 9);
      expect(found.first).toMatchObject({ n: a.length, before: a.filter(([before]) => before).length / a.length });
    }),
  );
});

test('the interval holds the truth about as often as it says', () => {
  const random = createRandom(1);
  // Down with 0.3 against 0.1, up with 0.05: the true difference is -0.2.
  const draw = (n: number, down: number) =>
    bitsOf(
      Array.from({ length: n }, () => {
        const u = random.uniform();
        return u < down ? [1, 0] : u < down + 0.05 ? [0, 1] : [1, 1];
      }),
    );
  const held = Array.from({ length: 1000 }, () => compareChanges(draw(40, 0.3), draw(25, 0.1)).interval).filter(
    ({ low, high }) => low <= -0.2 && -0.2 <= high,
  ).length;
  expect(held).toBeGreaterThan(925);
  expect(held).toBeLessThan(990);
});

test('without pairs in a group nothing is claimed; thousands of pairs are no trouble', () => {
  const some = { before: [1, 0], after: [0, 0] };
  expect(compareChanges(some, { before: [], after: [] })).toMatchObject({ difference: NaN, p: 1 });
  const many = (down: number) => ({ before: new Array<number>(3000).fill(1), after: Array.from({ length: 3000 }, (_, i) => (i < down ? 0 : 1)) });
  expect(compareChanges(many(300), many(300)).p).toBeCloseTo(1, 6);
  expect(compareChanges(many(300), many(450)).p).toBeLessThan(1e-6);
});

test('bits of watched neurons add up to the firing counts', async () => {
  const backbone = await tinyBackbone('roberta');
  const prompt = await initialPrompt(backbone, { virtualTokens: 3, seed: 1, initialisation: { kind: 'random', scale: 1 } });
  const pass = (split: string) => ({ backbone, prompt, columns: [35, 36], batches: batchesOf(plantedSplit(split, 20), { batchSize: 8 }) });
  const baseline = await collectBaseline(pass('train'));
  const { fired, layers, positions, width, classCounts } = await collectFiringCounts({ ...pass('test'), baseline });
  const neurons = Array.from({ length: layers }, (_, layer) => [
    { layer, neuron: 2, position: 1 },
    { layer, neuron: width - 1, position: 2 },
  ]).flat();
  const bits = await collectFiring({ ...pass('test'), baseline, neurons });
  const counts = neurons.map(({ layer, neuron, position }) =>
    classCounts.reduce((sum, _, c) => sum + fired[((c * layers + layer) * positions + position) * width + neuron]!, 0),
  );
  expect(bits.map((row) => row.reduce((sum, bit) => sum + bit, 0))).toEqual(counts);
  expect(new Set(counts).size).toBeGreaterThan(1);
  await expect(collectFiring({ ...pass('test'), baseline, neurons: [{ layer: 0, neuron: 0, position: 3 }] })).rejects.toMatchObject({
    code: 'NEURON_POSITIONS',
  });
  backbone.dispose();
});
