import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { useBackend } from '@skill-neurons/runtime';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const evaluate = (...more: string[]) => runMain(['evaluate', '--model', at('mini-roberta'), '--task', at('one.yaml'), '--prompt', 'none', '--limit', '8', '--json', ...more]);

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
});

interface Doctor {
  chosen: string;
  backends: { name: string; devices: string[]; weights: string[] }[];
}

test('doctor lists devices and kinds of weights; a device that the binary lacks is an error of the environment', async () => {
  const { chosen, backends } = JSON.parse((await runMain(['doctor', '--json'])).stdout) as Doctor;
  const { devices, weights } = backends.find(({ name }) => name === 'onnxruntime')!;
  expect(devices).toContain('cpu');
  expect(weights).toEqual(['fp32', 'fp16']);
  expect(chosen).not.toBe('none');
  // No platform has both.
  const absent = ['coreml', 'dml'].find((name) => !devices.includes(name))!;
  const { code, stdout, stderr } = await evaluate('--device', absent);
  expect(stderr).toMatch(new RegExp(`^error BACKEND_UNAVAILABLE: onnxruntime does not work here: .*"${absent}" \\(it has ${devices.join(', ')}\\).*\n$`));
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect((await runMain(['doctor', '--device', absent])).code).toBe(3);
});

test('weights in half precision give about the same answers and another fingerprint; only onnxruntime keeps them', async () => {
  const [full, half] = await Promise.all([evaluate('--device', 'cpu'), evaluate('--weights', 'fp16')]);
  const [exact, rounded] = [full, half].map(({ stdout }) => (JSON.parse(stdout) as { n: number; correct: number }[])[0]!);
  expect(rounded!.n).toBe(8);
  expect(Math.abs(rounded!.correct - exact!.correct)).toBeLessThanOrEqual(1);
  const inspect = async (weights: string) => (JSON.parse((await runMain(['models', 'inspect', at('mini-roberta'), '--weights', weights, '--json'])).stdout) as { fingerprint: string }).fingerprint;
  const [before, after] = await Promise.all([inspect('fp32'), inspect('fp16')]);
  expect(after).not.toBe(before);
  const refused = await evaluate('--weights', 'fp16', '--backend', 'wasm');
  expect(refused.stderr).toMatch(/^error WEIGHTS_PRECISION_BACKEND: .*onnxruntime.*\n$/);
  expect(refused.code).toBe(2);
});
