import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { backendNames, probeBackends, useBackend } from '../index.ts';
import { tensorflowDriver } from './tensorflow.ts';
import { chooseBackend } from './use-backend.ts';
import type { BackendDriver, BackendName } from './backend-status.ts';

test('probing tells of every backend, in the order of auto, and leaves the current one', async () => {
  await useBackend('cpu');
  const statuses = await probeBackends();
  expect(statuses.map(({ name }) => name)).toEqual([...backendNames]);
  expect(tf.getBackend()).toBe('cpu');
  for (const { usable, reason, detail } of statuses) {
    expect(usable ? detail : reason).not.toBe('');
    expect(usable ? reason : detail).toBe('');
    expect(reason).not.toMatch(/\n/);
  }
  expect(statuses.find(({ name }) => name === 'wasm')).toEqual({ name: 'wasm', usable: true, reason: '', detail: '@tensorflow/tfjs-backend-wasm 4.22.0, 1 thread', devices: ['cpu'], precisions: ['float32'] });
});

test.each(['wasm', 'cpu'] as const)('%s computes after it is chosen', async (name) => {
  const choice = await useBackend(name);
  expect(choice).toMatchObject({ name, passedOver: [] });
  expect(tf.getBackend()).toBe(name);
  expect(tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2])).arraySync()).toEqual([2, 4]);
});

test('tfjs does not advise on the console', async () => {
  const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
  const said: unknown[][] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => said.push(words);
  try {
    const first = () => new MathBackendCPU().write(Float32Array.of(1), [1], 'float32');
    first();
    expect(said).toEqual([]);
    tf.env().set('PROD', false);
    first();
    expect(said).toHaveLength(1);
  } finally {
    console.warn = warn;
    tf.env().set('PROD', true);
  }
});

test('a device belongs to the onnxruntime backend', async () => {
  const { devices, precisions } = (await probeBackends()).find(({ name }) => name === 'onnxruntime')!;
  expect(devices).toContain('cpu');
  expect(precisions).toEqual(['float32', 'float16']);
  const absent = ['coreml', 'dml'].find((name) => !devices.includes(name))!;
  for (const name of ['auto', 'onnxruntime'] as const) {
    await expect(useBackend(name, { device: absent })).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      kind: 'environment',
      message: expect.stringMatching(new RegExp(`^onnxruntime does not work here: .* has no execution provider "${absent}" \\(it has ${devices.join(', ')}\\)$`)) as string,
      hint: 'choose another device, or none for the CPU',
    });
  }
  await expect(useBackend('wasm', { device: 'cpu' })).rejects.toMatchObject({ code: 'BACKEND_NO_DEVICE', kind: 'user' });
  expect(await useBackend('auto', { device: 'cpu' })).toMatchObject({ name: 'onnxruntime' });
  expect(await useBackend('auto', { device: 'cpu' })).toMatchObject({ name: 'onnxruntime', passedOver: [] });
});

test('an unknown backend is refused with the choice there is', async () => {
  await expect(useBackend('webgpu' as BackendName)).rejects.toMatchObject({ code: 'BACKEND_UNKNOWN', kind: 'user', hint: 'choose auto, tensorflow, onnxruntime, wasm, cpu' });
});

/** Where TensorFlow's native part is installed, probing registered it. */
async function forgetTensorflow(): Promise<void> {
  await tf.setBackend('cpu');
  if (tf.findBackendFactory('tensorflow') !== null) tf.removeBackend('tensorflow');
}

describe('auto', () => {
  beforeEach(forgetTensorflow);
  const facts = { detail: 'fine', devices: [], precisions: [] };
  const load = () => Promise.resolve();
  const failing = (name: BackendName, message: string): BackendDriver => ({ name, check: () => Promise.reject(new Error(message)), load });
  const working = (name: BackendName): BackendDriver => ({ name, check: () => Promise.resolve(facts), load });

  test('falls through to what works and records why', async () => {
    const choice = await chooseBackend('auto', {}, [failing('tensorflow', 'no native part'), failing('onnxruntime', 'wrong libc\n  at line 1'), working('wasm'), working('cpu')]);
    expect(choice).toEqual({
      name: 'wasm',
      detail: 'fine',
      passedOver: [
        { name: 'tensorflow', usable: false, reason: 'no native part', detail: '', devices: [], precisions: [] },
        { name: 'onnxruntime', usable: false, reason: 'wrong libc at line 1', detail: '', devices: [], precisions: [] },
      ],
    });
  });

  test('passes over a backend that is installed but does not start', async () => {
    tf.registerBackend('tensorflow', () => {
      throw new Error('no device');
    });
    const choice = await chooseBackend('auto', {}, [working('tensorflow'), working('wasm')]);
    expect([choice.name, choice.passedOver[0]!.reason]).toEqual(['wasm', 'it is installed but does not start']);
    tf.removeBackend('tensorflow');
  });

  test('a named backend that fails is an error of the environment with the reason', async () => {
    await expect(chooseBackend('tensorflow', {}, [failing('tensorflow', 'no native part'), working('cpu')])).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      kind: 'environment',
      message: 'tensorflow does not work here: no native part',
      hint: expect.stringMatching(/PNPM_CONFIG_ALLOW_BUILDS.*tooling\/tensorflow-native\/README\.md/) as string,
    });
  });
});

describe('tensorflow', () => {
  let project: string;
  // Not the package that this workspace may have, with its native part.
  const tensorflow = tensorflowDriver(['@tensorflow/tfjs-node'], () => [join(project, 'package.json')]);
  beforeEach(async () => {
    await forgetTensorflow();
    project = await mkdtemp(join(tmpdir(), 'project-'));
  });
  afterEach(() => rm(project, { recursive: true }));

  /** A stand-in for @tensorflow/tfjs-node in the project, with or without a native part. */
  async function install(source: string, native: boolean): Promise<void> {
    const folder = join(project, 'node_modules/@tensorflow/tfjs-node');
    await mkdir(join(folder, 'dist'), { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-node', main: 'dist/index.js' }));
    await writeFile(join(folder, 'dist/index.js'), source);
    if (!native) return;
    await mkdir(join(folder, 'lib/napi-v8'), { recursive: true });
    await writeFile(join(folder, 'lib/napi-v8/tfjs_binding.node'), '');
  }

  test('a package without its native part is told as such', async () => {
    await install('', false);
    await expect(tensorflow.check({})).rejects.toThrow(/tfjs-node: its native part \(tfjs_binding\.node\) is missing/);
  });

  test('an error on loading is passed on, not what the library writes to stderr', async () => {
    await install('console.error("WARNING: noise"); throw new Error("libtensorflow.so.2: cannot open shared object file\\nstack");', true);
    await expect(tensorflow.check({})).rejects.toThrow(/tfjs-node: libtensorflow\.so\.2: cannot open shared object file$/);
  });

  test('a process that ends without a word is told as such', async () => {
    await install('process.exit(7);', true);
    await expect(tensorflow.check({})).rejects.toThrow(/loading it failed with exit code 7$/);
  });

  test('a native crash does not take this process along', async () => {
    await install('process.kill(process.pid, "SIGSEGV");', true);
    await expect(tensorflow.check({})).rejects.toThrow(/loading it ended the process \(SIGSEGV\)/);
  });

  test('one that works is taken', async () => {
    await install('exports.version = { "tfjs-node": "4.22.0" }; exports.add = () => ({ dataSync() {} });', true);
    expect(await tensorflow.check({ threads: 3 })).toMatchObject({ detail: '@tensorflow/tfjs-node 4.22.0, 3 threads' });
  });

  test('functions that newer versions of Node lack are there again for it', async () => {
    await install('exports.version = {}; exports.add = () => ({ dataSync() {} }); if (!require("util").isNullOrUndefined(null)) throw new Error("wrong");', true);
    const utilities = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
    const before = utilities['isNullOrUndefined'];
    delete utilities['isNullOrUndefined'];
    await tensorflow.check({});
    await tensorflow.load({});
    const isNullOrUndefined = utilities['isNullOrUndefined'] as (value: unknown) => boolean;
    expect([null, undefined, 0, ''].map(isNullOrUndefined)).toEqual([true, true, false, false]);
    if (before !== undefined) utilities['isNullOrUndefined'] = before;
  });
});
