import { readFileSync } from 'node:fs';
import { clipGradient } from './clip-gradient.ts';
import { createOptimizer, type OptimizerSettings } from './create-optimizer.ts';
import type { OptimizerState } from './optimizer.ts';

interface Case {
  settings: OptimizerSettings;
  learningRate: number;
  shape: [number, number];
  start: number[];
  gradients: number[][];
  after: number[][];
}

const { cases, clipped } = JSON.parse(readFileSync(new URL('../../test/fixtures/optimizers/optimizers.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  clipped: { maxNorm: number; before: number[]; norm: number; after: number[] }[];
};

const copyOf = ({ step, tensors }: OptimizerState): OptimizerState => ({
  step,
  tensors: Object.fromEntries(Object.entries(tensors).map(([name, values]) => [name, values.slice()])),
});

describe.each(cases)('$settings, learning rate $learningRate', ({ settings, learningRate, shape, start, gradients, after }) => {
  test('ten steps equal those of PyTorch or transformers', () => {
    const parameters = Float32Array.from(start);
    const optimizer = createOptimizer(settings, shape);
    gradients.forEach((gradient, step) => {
      optimizer.update(parameters, gradient, learningRate);
      parameters.forEach((value, i) => expect(Math.abs(value - after[step]![i]!)).toBeLessThan(2e-6));
    });
  });

  test('going on from a stored state takes the same steps, bit for bit', () => {
    const whole = Float32Array.from(start);
    const first = createOptimizer(settings, shape);
    gradients.forEach((gradient) => first.update(whole, gradient, learningRate));

    const resumed = Float32Array.from(start);
    const before = createOptimizer(settings, shape);
    gradients.slice(0, 4).forEach((gradient) => before.update(resumed, gradient, learningRate));
    const after = createOptimizer(settings, shape, copyOf(before.state));
    gradients.slice(4).forEach((gradient) => after.update(resumed, gradient, learningRate));
    expect(resumed).toEqual(whole);
  });
});

test('AdamW is what settings without a kind mean', () => {
  const run = (settings: OptimizerSettings) => {
    const parameters = Float32Array.of(1, -2);
    createOptimizer(settings, [1, 2]).update(parameters, [0.5, 3], 0.1);
    return parameters;
  };
  expect(run({ weightDecay: 0.1 })).toEqual(run({ kind: 'adamw', weightDecay: 0.1 }));
  expect(run({ weightDecay: 0.1 })).not.toEqual(run({ kind: 'adam', weightDecay: 0.1 }));
});

test.each(clipped)('a gradient is clipped to norm $maxNorm as PyTorch does', ({ maxNorm, before, norm, after }) => {
  const gradient = Float32Array.from(before);
  expect(clipGradient(gradient, maxNorm)).toBeCloseTo(norm, 5);
  gradient.forEach((value, i) => expect(value).toBeCloseTo(after[i]!, 6));
});
