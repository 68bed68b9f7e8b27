import { carveOut } from './carve-out.ts';
import { plantedSplit } from './testing/index.ts';

const split = plantedSplit('train', 40);

test('a share of each class is set aside, and no row is on both sides', () => {
  const { kept, held } = carveOut(split, 0.25);
  expect([0, 1].map((label) => held.examples.filter((example) => example.label === label).length)).toEqual([5, 5]);
  expect([...kept.examples, ...held.examples].map(({ id }) => id).sort()).toEqual(split.examples.map(({ id }) => id).sort());
  expect(held).toMatchObject({ split: 'train carve-out', task: 'planted' });
  expect(kept.split).toBe('train');
});

test('the rows are always the same ones', () => {
  const ids = () => carveOut(split, 0.25).held.examples.map(({ id }) => id);
  expect(ids()).toEqual(ids());
});

test('a side without rows is refused', () => {
  expect(() => carveOut(split, 0.01)).toThrow('leaves none to measure on');
  expect(() => carveOut(plantedSplit('train', 2), 0.9)).toThrow('leaves none to train on');
});
