import fc from 'fast-check';
import { createRandom } from '../random.ts';
import { mantelTest } from './mantel.ts';
import { spearman } from './spearman.ts';

const matrixOf = (n: number, of: (row: number, column: number) => number) => Array.from({ length: n }, (_, row) => Array.from({ length: n }, (_unused, column) => of(row, column)));
const noise = (n: number, seed: number) => {
  const random = createRandom(seed);
  return matrixOf(n, () => random.normal());
};

test('rho is that of the cells off the diagonal, and p the share of orders of the items', () => {
  // By hand: all six orders of three items, cells ranked 1 to 6.
  const x = [[9, 1, 2], [3, 9, 4], [5, 6, 9]];
  const y = [[0, 2, 1], [3, 0, 4], [6, 5, 0]];
  const rho = spearman([1, 2, 3, 4, 5, 6], [2, 1, 3, 4, 6, 5]);
  const rhos = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map((order) => {
    const places = [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]];
    return spearman(places.map(([a, b]) => x[order[a!]!]![order[b!]!]!), places.map(([a, b]) => y[a!]![b!]!));
  });
  const p = rhos.filter((other) => Math.abs(other) >= Math.abs(rho) - 1e-12).length / 6;
  expect(mantelTest(x, y, { seed: 1 })).toEqual({ rho: expect.closeTo(rho, 12) as number, p, leastP: 1 / 6, items: [0, 1, 2], pairs: 6 });
});

test('the order of the items, and any growing change of the values, leave rho and the exact p as they are', () => {
  fc.assert(fc.property(fc.integer({ min: 3, max: 6 }), fc.integer(), (n, seed) => {
    const [x, y] = [noise(n, seed), noise(n, seed + 1)];
    const order = createRandom(seed).permutation(n);
    const moved = (of: number[][]) => matrixOf(n, (row, column) => Math.exp(of[order[row]!]![order[column]!]!));
    const [a, b] = [mantelTest(x, y, { seed: 1, resamples: 10 }), mantelTest(moved(x), moved(y), { seed: 1, resamples: 10 })];
    expect(b.rho).toBeCloseTo(a.rho, 10);
    expect(b.p).toBeCloseTo(a.p, 10);
  }), { numRuns: 40 });
});

test('a matrix is found in itself; unrelated ones are called related as rarely as they should', () => {
  const same = mantelTest(noise(8, 1), noise(8, 1), { seed: 1, permutations: 999 });
  expect(same).toMatchObject({ rho: expect.closeTo(1, 12) as number, p: 1 / 1000, leastP: 1 / 1000 });
  // Cells that share an item have its effect in common: a test that took them as independent would cry out far too often.
  const effects = (seed: number) => {
    const random = createRandom(seed);
    const own = Array.from({ length: 7 }, () => random.normal());
    return matrixOf(7, (row, column) => own[row]! + own[column]! + 0.3 * random.normal());
  };
  const ps = Array.from({ length: 60 }, (_, i) => mantelTest(effects(2 * i), effects(2 * i + 1), { seed: i, resamples: 2 }).p);
  expect(ps.filter((p) => p <= 0.1).length).toBeLessThan(15);
});

test('the interval holds rho and is absent where items are few', () => {
  const [x, y] = [noise(9, 3), noise(9, 4)];
  const mixed = matrixOf(9, (row, column) => x[row]![column]! + 0.5 * y[row]![column]!);
  const { rho, low, high } = mantelTest(x, mixed, { seed: 1, permutations: 99 });
  expect(low).toBeLessThan(rho);
  expect(high).toBeGreaterThan(rho);
  expect(mantelTest(noise(4, 1), noise(4, 2), { seed: 1 })).not.toHaveProperty('low');
});

test('items with missing cells go, and what cannot be correlated has no p', () => {
  const holed = noise(6, 1);
  holed[2]![4] = NaN;
  holed[5]![2] = NaN;
  expect(mantelTest(holed, noise(6, 2), { seed: 1 })).toMatchObject({ items: [0, 1, 3, 4, 5], pairs: 20 });
  expect(mantelTest(matrixOf(4, () => 1), noise(4, 2), { seed: 1 })).toMatchObject({ rho: NaN, p: 1 });
  expect(mantelTest([], [], { seed: 1 })).toMatchObject({ rho: NaN, p: 1, items: [], pairs: 0 });
});
