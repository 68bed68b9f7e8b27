import { readFileSync } from 'node:fs';
import { AdamW } from './adamw.ts';

interface Case {
  weightDecay: number;
  learningRate: number;
  start: number[];
  gradients: number[][];
  after: number[][];
}

const { cases } = JSON.parse(readFileSync(new URL('../test/fixtures/adamw.json', import.meta.url), 'utf8')) as { cases: Case[] };

test.each(cases)('ten steps equal PyTorch with weight decay $weightDecay', ({ weightDecay, learningRate, start, gradients, after }) => {
  const parameters = Float32Array.from(start);
  const optimizer = new AdamW(start.length, { weightDecay });
  gradients.forEach((gradient, step) => {
    optimizer.update(parameters, gradient, learningRate);
    parameters.forEach((value, i) => expect(Math.abs(value - after[step]![i]!)).toBeLessThan(1e-6));
  });
});

test('an optimizer that goes on from a stored state takes the same steps, bit for bit', () => {
  const { start, gradients, learningRate } = cases[0]!;
  const whole = Float32Array.from(start);
  const first = new AdamW(start.length);
  gradients.forEach((gradient) => first.update(whole, gradient, learningRate));

  const resumed = Float32Array.from(start);
  const before = new AdamW(start.length);
  gradients.slice(0, 4).forEach((gradient) => before.update(resumed, gradient, learningRate));
  const { step, firstMoment, secondMoment } = before.state;
  const after = new AdamW(start.length, {}, { step, firstMoment: firstMoment.slice(), secondMoment: secondMoment.slice() });
  gradients.slice(4).forEach((gradient) => after.update(resumed, gradient, learningRate));
  expect(resumed).toEqual(whole);
});
