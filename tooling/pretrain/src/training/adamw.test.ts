import { adamWStep, clipByGlobalNorm, initialAdamWState } from './adamw.ts';

const options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.01 };

test('follows torch.optim.AdamW over three steps', () => {
  // torch: p = [1, -2, 3], gradients p * 0.5 then constant [0.1, -0.2, 0.3] twice, lr 0.1, betas (0.9, 0.98), eps 1e-6, weight_decay 0.01
  const parameters = { w: Float32Array.of(1, -2, 3) };
  const state = initialAdamWState(parameters);
  for (const gradient of [[0.5, -1, 1.5], [0.1, -0.2, 0.3], [0.1, -0.2, 0.3]]) {
    adamWStep(parameters, { w: Float32Array.from(gradient) }, state, 0.1, options, () => true);
  }
  expect([...parameters.w]).toEqual([0.7427723, -1.7397749, 2.7367778].map((value) => expect.closeTo(value, 6)));
  expect(state.step).toBe(3);
});

test('spares from decay what it is told to spare', () => {
  const parameters = { w: Float32Array.of(1), b: Float32Array.of(1) };
  const zero = { w: Float32Array.of(0), b: Float32Array.of(0) };
  adamWStep(parameters, zero, initialAdamWState(parameters), 0.1, { ...options, weightDecay: 0.5 }, (name) => name === 'w');
  expect(parameters.w[0]).toBeCloseTo(0.95);
  expect(parameters.b[0]).toBe(1);
});

test('clips the common norm', () => {
  const gradients = { a: Float32Array.of(3), b: Float32Array.of(4) };
  expect(clipByGlobalNorm(gradients, 1)).toBe(5);
  expect([gradients.a[0], gradients.b[0]]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
  expect(clipByGlobalNorm(gradients, 2)).toBeCloseTo(1);
  expect(gradients.a[0]).toBeCloseTo(0.6);
});
