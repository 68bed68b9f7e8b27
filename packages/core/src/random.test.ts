import { createRandom } from './random.ts';

test('the same seed gives the same numbers, another seed other ones', () => {
  const draw = (seed: number | string) => Array.from({ length: 5 }, createRandom(seed).uniform);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7)).not.toEqual(draw('7'));
});

test('a fork does not depend on what was drawn before it', () => {
  const fresh = createRandom(1).fork('a').uniform();
  const used = createRandom(1);
  used.uniform();
  expect(used.fork('a').uniform()).toBe(fresh);
});

test('normal numbers have mean 0 and variance 1, uniform ones stay in [0, 1)', () => {
  const random = createRandom(3);
  const normals = Array.from({ length: 20000 }, random.normal);
  const mean = normals.reduce((a, b) => a + b, 0) / normals.length;
  const variance = normals.reduce((a, b) => a + (b - mean) ** 2, 0) / normals.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  const uniforms = Array.from({ length: 20000 }, random.uniform);
  expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...uniforms)).toBeLessThan(1);
});

test('a permutation holds every index once', () => {
  expect([...createRandom(5).permutation(100)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
});
