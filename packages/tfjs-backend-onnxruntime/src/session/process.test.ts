import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Below node_modules, so that native packages are found from there.
const source = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(source, '..', 'node_modules', '.cache', `process-test-${process.pid}`);

const program = `
import * as tf from '@tensorflow/tfjs-core';
import { backendName, registerOnnxRuntimeBackend } from ${JSON.stringify(join(source, 'index.ts'))};
registerOnnxRuntimeBackend({ threads: 1 });
tf.enableProdMode();
await tf.setBackend(backendName);
const step = (products) => tf.tidy(() => {
  let x = tf.ones([500, 500]);
  for (let i = 0; i < products; i++) x = tf.div(tf.matMul(x, x), 500);
  return tf.mean(x);
});
const modes = {
  ends: async () => console.log((await step(2).data())[0].toFixed(2)),
  awaited: () => step(20).data().then((value) => console.log(value[0].toFixed(2))),
  exits: () => {
    step(200).data();
    setTimeout(() => process.exit(5), 100);
  },
  fails: () => {
    step(200).data();
    setTimeout(() => { throw new Error('of the program'); }, 100);
  },
  interrupted: () => {
    process.once('SIGINT', () => { console.log('asked to stop'); process.exit(7); });
    setTimeout(() => process.kill(process.pid, 'SIGINT'), 100);
    step(200).data().then(() => console.log('too late'));
  },
};
await modes[process.argv[2]]();
`;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'program.mjs');
  writeFileSync(entry, program);
  await build({
    entryPoints: { bundle: entry, 'session-worker': join(source, 'session', 'session-worker.js') },
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['onnxruntime-node', '@tensorflow/*'],
    logLevel: 'error',
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(mode: string): Promise<{ code: number | null; signal: string | null; output: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'bundle.js'), mode]);
    let [output, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('close', (code, signal) => resolve({ code, signal, output, errors }));
  });
}

// A worker that lingers would keep the process; one that is torn down while it runs would abort it.
test.each([
  ['ends', 0, '1.00\n'],
  ['awaited', 0, '1.00\n'],
  ['exits', 5, ''],
  ['interrupted', 7, 'asked to stop\n'],
])('a program that %s leaves with code %d and prints nothing else', async (mode, code, output) => {
  expect(await run(mode)).toEqual({ code, signal: null, output, errors: '' });
}, 120_000);

test('an error of the program is reported as always', async () => {
  const { code, signal, errors } = await run('fails');
  expect({ code, signal }).toEqual({ code: 1, signal: null });
  expect(errors).toContain('of the program');
  expect(errors).not.toContain('Napi');
}, 120_000);
