import fc from 'fast-check';
import { topOverlap } from './overlap.ts';
import { neuronsPerLayer, randomRanking, rankPerLayer, topPercent } from './ranking.ts';

test('the paper’s percentages give the paper’s numbers of neurons', () => {
  const counts = [0, 1, 3, 5, 7, 9, 11, 13, 15].map((percent) => neuronsPerLayer(3072, percent));
  expect(counts).toEqual([0, 30, 92, 153, 215, 276, 337, 399, 460]);
  expect(neuronsPerLayer(100, 7)).toBe(7);
  expect(neuronsPerLayer(100, 29)).toBe(29);
});

test('a percentage outside 0 to 100 is refused', () => {
  for (const percent of [-1, 101, NaN]) expect(() => neuronsPerLayer(100, percent)).toThrow(expect.objectContaining({ code: 'PERCENT_RANGE' }) as Error);
});

test('a ranking is a permutation of each layer in descending order, ties by index', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0.5, 0.625, 0.75, 1), { minLength: 8, maxLength: 8 }), (values) => {
      const ranking = rankPerLayer(Float32Array.from(values), 2, 4);
      ranking.forEach((order, layer) => {
        expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
        for (let i = 1; i < 4; i++) {
          const [a, b] = [values[layer * 4 + order[i - 1]!]!, values[layer * 4 + order[i]!]!];
          expect(a > b || (a === b && order[i - 1]! < order[i]!)).toBe(true);
        }
      });
    }),
  );
});

test('random rankings differ between seeds and layers, and repeat for one seed', () => {
  expect(randomRanking(2, 50, 1)).toEqual(randomRanking(2, 50, 1));
  expect(randomRanking(2, 50, 1)).not.toEqual(randomRanking(2, 50, 2));
  const [first, second] = randomRanking(2, 50, 1);
  expect(first).not.toEqual(second);
});

test('a ranking overlaps with itself in full, with its reverse not at all', () => {
  const ranking = randomRanking(3, 40, 7);
  const reversed = ranking.map((layer) => layer.slice().reverse());
  expect(topOverlap(ranking, ranking, 10).map(({ shared, size }) => shared / size)).toEqual([1, 1, 1]);
  expect(topOverlap(ranking, reversed, 10).map(({ shared }) => shared)).toEqual([0, 0, 0]);
});

test('independent rankings share about the percentage that is compared', () => {
  const shares = Array.from({ length: 200 }, (_, seed) => topOverlap(randomRanking(1, 200, `a${seed}`), randomRanking(1, 200, `b${seed}`), 10)[0]!.shared / 20);
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(0.1, 1);
});

test('the top percent are the first of the ranking', () => {
  expect(topPercent([Int32Array.from([3, 1, 0, 2])], 50)).toEqual([[3, 1]]);
});
