import fc from 'fast-check';
import { createRandom } from '../random.ts';
import { pairedPermutationTest, stratifiedPermutationTest, twoSamplePermutationTest } from './permutation-test.ts';

const normals = (n: number, seed: number, shift = 0) => {
  const { normal } = createRandom(seed);
  return Array.from({ length: n }, () => normal() + shift);
};

test('the same seed gives the same p-value', () => {
  const differences = normals(12, 1, 0.3);
  const run = (seed: number) => pairedPermutationTest(differences, { seed }).p;
  expect(run(1)).toBe(run(1));
  expect(run(1)).not.toBe(run(2));
});

test('a paired test of few equal signs has the p-value of counting: 2 of 2^n, or 1 of 2^n one-sided', () => {
  const differences = [1, 2, 3, 4, 5, 6];
  expect(pairedPermutationTest(differences, { seed: 0 }).p).toBeCloseTo(2 / 64, 2);
  expect(pairedPermutationTest(differences, { seed: 0, alternative: 'greater' }).p).toBeCloseTo(1 / 64, 2);
  expect(pairedPermutationTest(differences.map((d) => -d), { seed: 0, alternative: 'greater' }).p).toBeCloseTo(1, 2);
});

test('two samples: counting again, and strata keep their values', () => {
  const { observed, p } = twoSamplePermutationTest([10, 11, 12], [1, 2, 3], { seed: 0 });
  expect(observed).toBe(9);
  expect(p).toBeCloseTo(2 / 20, 1);
  // Between strata everything differs, within them nothing: no evidence.
  const within = stratifiedPermutationTest([{ a: [1, 1], b: [1, 1] }, { a: [9, 9], b: [9, 9] }], { seed: 0 });
  expect(within).toMatchObject({ observed: 0, p: 1 });
  expect(stratifiedPermutationTest([{ a: [1], b: [] }], { seed: 0 })).toMatchObject({ p: 1, permutations: 0 });
});

test('under the null about 5 % of p-values lie below 0.05', () => {
  let rejected = 0;
  for (let i = 0; i < 400; i++) if (twoSamplePermutationTest(normals(8, 2 * i), normals(8, 2 * i + 1), { seed: i, permutations: 199 }).p < 0.05) rejected++;
  expect(rejected).toBeGreaterThan(5);
  expect(rejected).toBeLessThan(38);
});

test('p-values lie in (0, 1]', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 10 }), (differences) => {
    const { p } = pairedPermutationTest(differences, { seed: 3, permutations: 99 });
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThanOrEqual(1);
  }));
});
