import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { layerShares } from './layer-shares.ts';
import { topPercentOfModel } from './ranking.ts';

interface Case {
  layers: number;
  width: number;
  values: number[];
  expected: { percent: number; size: number; threshold?: number; members: number[] }[];
}

const cases = JSON.parse(readFileSync(fileURLToPath(new URL('../test/fixtures/layer-shares-expected.json', import.meta.url)), 'utf8')) as Case[];

test.each(cases)('as numpy counts, over every way to break ties: $layers layers of $width', ({ layers, width, values, expected }) => {
  const found = layerShares({ layers, width, values: Float32Array.from(values) }, expected.map(({ percent }) => percent));
  for (const [i, { percent, size, threshold = NaN, members }] of expected.entries()) {
    expect(found[i]).toMatchObject({ percent, size, threshold });
    found[i]!.members.forEach((count, layer) => expect(count).toBeCloseTo(members[layer]!, 9));
  }
});

const grid = fc.record({ layers: fc.integer({ min: 1, max: 6 }), width: fc.integer({ min: 1, max: 30 }), levels: fc.integer({ min: 1, max: 20 }) })
  .chain(({ layers, width, levels }) => fc.record({
    layers: fc.constant(layers), width: fc.constant(width),
    values: fc.array(fc.integer({ min: 0, max: levels }), { minLength: layers * width, maxLength: layers * width }).map((all) => Float32Array.from(all, (value) => 0.5 + value / 64)),
  }));
const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 4 });

test('members add up to the size, fit their layers, and go with their layer wherever it stands', () => {
  fc.assert(fc.property(grid, percents, (given, rates) => {
    const found = layerShares(given, rates);
    const { layers, width, values } = given;
    const turned = Float32Array.from(values, (_, i) => values[(layers - 1 - Math.floor(i / width)) * width + (i % width)]!);
    const upsideDown = layerShares({ ...given, values: turned }, rates);
    for (const [i, { size, members, tied }] of found.entries()) {
      expect(members.reduce((a, b) => a + b, 0)).toBeCloseTo(size, 9);
      for (const count of members) expect(count >= 0 && count <= width + 1e-9).toBe(true);
      expect(tied.taken).toBeLessThanOrEqual(tied.neurons);
      expect(upsideDown[i]!.members.reverse()).toEqual(members);
    }
  }));
});

test('without ties these are the very neurons that suppression takes', () => {
  fc.assert(fc.property(fc.shuffledSubarray(Array.from({ length: 60 }, (_, i) => i), { minLength: 60 }), fc.integer({ min: 0, max: 100 }), (order, percent) => {
    const values = Float32Array.from(order, (place) => 0.5 + place / 128);
    const [found] = layerShares({ layers: 3, width: 20, values }, [percent]);
    expect(found!.members).toEqual(topPercentOfModel(values, 20, percent).map(({ length }) => length));
    expect(found!.tied.taken).toBe(found!.size === 0 ? 0 : 1);
  }));
});

test('constant members are counted, tied ones in part', () => {
  const values = Float32Array.from([0.9, 0.7, 0.7, 0.5, 0.7, 0.7, 0.5, 0.5]);
  const constant = Uint8Array.from([0, 1, 0, 0, 1, 1, 0, 1]);
  expect(layerShares({ layers: 2, width: 4, values }, [0, 37.5, 100], constant).map((found) => found.constant)).toEqual([0, 1.5, 4]);
  expect(layerShares({ layers: 2, width: 4, values }, [50])).toEqual([
    { percent: 50, size: 4, threshold: Math.fround(0.7), tied: { neurons: 4, taken: 3 }, members: [2.5, 1.5], constant: null },
  ]);
  expect(() => layerShares({ layers: 2, width: 4, values }, [101])).toThrow(expect.objectContaining({ code: 'PERCENT_RANGE' }) as Error);
});
