import { registerOnnxRuntimeBackend, supportedExecutionProviders } from '../index.ts';

test('the binary lists what it has, the processor among it', () => {
  expect(supportedExecutionProviders()).toContainEqual({ name: 'cpu', bundled: true });
  expect(() => registerOnnxRuntimeBackend({ executionProviders: ['cpu'] })).not.toThrow();
});

test('a provider that this binary lacks is refused before the backend starts', () => {
  const known = new Set(supportedExecutionProviders().map(({ name }) => name));
  // No platform has both.
  const absent = ['coreml', 'dml'].find((name) => !known.has(name))!;
  expect(() => registerOnnxRuntimeBackend({ executionProviders: [absent, 'cpu'] })).toThrow(
    expect.objectContaining({ code: 'ONNXRUNTIME_PROVIDER_UNAVAILABLE', hint: expect.stringContaining('cpu') as string }),
  );
});
