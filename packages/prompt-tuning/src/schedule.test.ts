import { readFileSync } from 'node:fs';
import { scheduleFactor, scheduleKinds } from './schedule.ts';

const { schedules } = JSON.parse(readFileSync(new URL('../test/fixtures/optimizers/optimizers.json', import.meta.url), 'utf8')) as {
  schedules: { steps: number; warmupSteps: number; factors: Record<(typeof scheduleKinds)[number], number[]> };
};

test.each(scheduleKinds)('%s equals transformers, but for a warm-up that does not begin with a step of rate zero', (kind) => {
  const { steps, warmupSteps, factors } = schedules;
  for (let step = 0; step < steps; step++) {
    const theirs = factors[kind][step < warmupSteps ? step + 1 : step]!;
    expect(scheduleFactor({ kind, warmupSteps }, step, steps)).toBeCloseTo(theirs, 12);
  }
});

test('constant stays at 1 after the warm-up', () => {
  const factors = [0, 1, 2, 3, 99].map((step) => scheduleFactor({ kind: 'constant', warmupSteps: 2 }, step, 100));
  expect(factors).toEqual([0.5, 1, 1, 1, 1]);
});

test('linear falls from 1 to one step above zero', () => {
  const factors = [0, 5, 9].map((step) => scheduleFactor({ kind: 'linear' }, step, 10));
  expect(factors).toEqual([1, 0.5, 0.1]);
});
