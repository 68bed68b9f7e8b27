import { scheduleFactor } from './schedule.ts';

test('constant stays at 1 after the warm-up', () => {
  const factors = [0, 1, 2, 3, 99].map((step) => scheduleFactor({ kind: 'constant', warmupSteps: 2 }, step, 100));
  expect(factors).toEqual([0.5, 1, 1, 1, 1]);
});

test('linear falls from 1 to one step above zero', () => {
  const factors = [0, 5, 9].map((step) => scheduleFactor({ kind: 'linear' }, step, 10));
  expect(factors).toEqual([1, 0.5, 0.1]);
});
