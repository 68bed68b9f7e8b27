import { learningRate } from './schedule.ts';

const schedule = { peak: 2, warmupSteps: 4, steps: 104, floor: 0.1 };

test('rises in equal parts, peaks after the warm-up, ends at the floor', () => {
  expect([0, 1, 2, 3].map((step) => learningRate(step, schedule))).toEqual([0.5, 1, 1.5, 2]);
  expect(learningRate(4, schedule)).toBe(2);
  expect(learningRate(54, schedule)).toBeCloseTo(1.1);
  expect(learningRate(104, schedule)).toBeCloseTo(0.2);
});
