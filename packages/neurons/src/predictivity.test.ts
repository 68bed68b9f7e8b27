import fc from 'fast-check';
import { emptyFiringCounts, mergeFiringCounts, type FiringCounts } from './firing-counts.ts';
import { meanPredictivity, neuronAccuracy, predictivity } from './predictivity.ts';

const shape = { stack: 'encoder' as const, layers: 2, positions: 3, width: 4 };
const size = shape.layers * shape.positions * shape.width;

/** Counts of a data set given as rows of fired/not fired per (layer, position, neuron) and class. */
function countsOf(rows: readonly { label: number; fired: readonly boolean[] }[], classes = 2): FiringCounts {
  const counts = emptyFiringCounts(shape, classes);
  for (const { label, fired } of rows) {
    counts.classCounts[label]!++;
    fired.forEach((fires, i) => (counts.fired[label * size + i]! += fires ? 1 : 0));
  }
  return counts;
}

const row = fc.record({ label: fc.integer({ min: 0, max: 1 }), fired: fc.array(fc.boolean(), { minLength: size, maxLength: size }) });
const rows = fc.array(row, { minLength: 1, maxLength: 12 });

test('accuracy and predictivity equal the definition, row by row', () => {
  fc.assert(
    fc.property(rows, (data) => {
      const counts = countsOf(data);
      const { accuracy } = neuronAccuracy(counts);
      const found = predictivity(counts);
      const best = new Float64Array(shape.layers * shape.width);
      for (let i = 0; i < size; i++) {
        const correct = data.filter(({ label, fired }) => (fired[i] ? 1 : 0) === label).length / data.length;
        expect(accuracy[i]).toBeCloseTo(correct, 6);
        const layer = Math.floor(i / (shape.positions * shape.width));
        const o = layer * shape.width + (i % shape.width);
        best[o] = Math.max(best[o]!, correct, 1 - correct);
      }
      best.forEach((value, o) => expect(found.values[o]).toBeCloseTo(value, 6));
    }),
  );
});

test('counts of two shards add up to those of the whole', () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      expect(mergeFiringCounts(countsOf(a), countsOf(b))).toEqual(countsOf([...a, ...b]));
    }),
  );
});

test('predictivity lies in [0.5, 1] and does not change when classes are swapped; the sign does', () => {
  fc.assert(
    fc.property(rows, (data) => {
      const found = predictivity(countsOf(data));
      const swapped = predictivity(countsOf(data.map(({ label, fired }) => ({ label: 1 - label, fired }))));
      found.values.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(0.5);
        expect(value).toBeLessThanOrEqual(1);
        expect(swapped.values[i]).toBeCloseTo(value, 6);
      });
    }),
  );
});

test('a planted neuron has predictivity 1 at its position, and its mirror is inhibitory', () => {
  const data = Array.from({ length: 10 }, (_, r) => {
    const label = r % 2;
    const fired = new Array<boolean>(size).fill(false);
    fired[(1 * shape.positions + 2) * shape.width + 3] = label === 1;
    fired[(0 * shape.positions + 1) * shape.width + 0] = label === 0;
    return { label, fired };
  });
  const found = predictivity(countsOf(data));
  const excitatory = 1 * shape.width + 3;
  expect([found.values[excitatory], found.position[excitatory], found.sign[excitatory], found.constant[excitatory]]).toEqual([1, 2, 1, 0]);
  expect([found.values[0], found.position[0], found.sign[0]]).toEqual([1, 1, -1]);
});

test('a neuron that never fires answers class 0 and is reported as constant', () => {
  const data = [0, 0, 0, 1].map((label) => ({ label, fired: new Array<boolean>(size).fill(false) }));
  const found = predictivity(countsOf(data));
  expect(found.values[0]).toBe(0.75);
  expect([...found.constant].every((flag) => flag === 1)).toBe(true);
});

test('the mask position can be left out', () => {
  const data = Array.from({ length: 4 }, (_, r) => {
    const fired = new Array<boolean>(size).fill(false);
    fired[0] = r % 2 === 1;
    return { label: r % 2, fired };
  });
  expect(predictivity(countsOf(data)).values[0]).toBe(1);
  expect(predictivity(countsOf(data), { fromPosition: 1 }).values[0]).toBe(0.5);
});

test('with three classes, accuracy is one class against the rest', () => {
  const fired = (fires: boolean) => new Array<boolean>(size).fill(fires);
  const counts = countsOf([{ label: 2, fired: fired(true) }, { label: 0, fired: fired(false) }, { label: 1, fired: fired(true) }], 3);
  expect(neuronAccuracy(counts, 2).accuracy[0]).toBeCloseTo(2 / 3, 6);
});

test('the mean over seeds is taken neuron by neuron', () => {
  const one = predictivity(countsOf([{ label: 1, fired: new Array<boolean>(size).fill(true) }]));
  const half = predictivity(countsOf([{ label: 1, fired: new Array<boolean>(size).fill(true) }, { label: 0, fired: new Array<boolean>(size).fill(true) }]));
  expect(meanPredictivity([one, half])[0]).toBeCloseTo(0.75, 6);
});

test('means over seeds that are equal come out equal, whatever the rounding of the parts', () => {
  // In float32 0.7 + 0.6 and 0.65 + 0.65 differ in the last digit.
  const pairs = Array.from({ length: 41 }, (_, k) => [(20 + k) / 60, (60 - k) / 60] as const);
  const mean = meanPredictivity([{ values: Float32Array.from(pairs, ([a]) => a) }, { values: Float32Array.from(pairs, ([, b]) => b) }]);
  expect(new Set(mean).size).toBe(1);
});
