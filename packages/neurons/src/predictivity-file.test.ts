import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSafetensors } from '@skill-neurons/runtime';
import { loadPredictivity, savePredictivity } from './predictivity-file.ts';
import type { Predictivity } from './predictivity.ts';

const found: Predictivity = {
  stack: 'encoder', layers: 2, width: 2, n: 7,
  values: Float32Array.of(0.5, 0.75, 1, 0.625), position: Int32Array.of(0, 3, 99, 1), sign: Int8Array.of(1, -1, 1, -1),
  constant: Uint8Array.of(1, 0, 0, 0), dead: Uint8Array.of(1, 0, 0, 0),
};
let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'predictivity-')), 'found.safetensors');
});

test('what is saved is loaded again, with what was told of it', async () => {
  await savePredictivity(file, found, { arrays: { auroc: [0.1, 0.2, 0.3, 0.4] }, metadata: { task: 'films' } });
  const { values, position, sign, constant, dead } = found;
  expect(await loadPredictivity(file)).toEqual({ layers: 2, width: 2, values, position, sign, constant, dead, metadata: { format: 'pt', task: 'films', stack: 'encoder', n: '7' } });
});

const array = (...data: number[]) => ({ shape: [1, data.length], data: Float32Array.from(data) });
test('a file of predictivities alone will do', async () => {
  await writeSafetensors(file, { predictivity: array(0.5, 1) });
  expect(await loadPredictivity(file)).toEqual({ layers: 1, width: 2, values: Float32Array.of(0.5, 1), metadata: { format: 'pt' } });
});

test.each([
  [{ other: array(0.5) }],
  [{ predictivity: { shape: [2], data: Float32Array.of(0.5, 1) } }],
  [{ predictivity: array(0.5, 1.5) }],
  [{ predictivity: array(0.5, NaN) }],
  [{ predictivity: array(0.5, 1), position: array(0, -1), sign: array(1, 1) }],
  [{ predictivity: array(0.5, 1), position: array(0, 1.5), sign: array(1, 1) }],
  [{ predictivity: array(0.5, 1), position: array(0, Infinity), sign: array(1, 1) }],
  [{ predictivity: array(0.5, 1), position: array(0, 1), sign: array(1, 0) }],
])('a file that holds something else is refused: %#', async (tensors) => {
  await writeSafetensors(file, tensors);
  await expect(loadPredictivity(file)).rejects.toMatchObject({ code: 'NEURON_FILE', where: file });
});
