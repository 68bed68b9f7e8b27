import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { BackendDriver, BackendOptions } from './backend-status.ts';

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
/** Loading TensorFlow takes 1 to 3 s; a GPU driver may take longer. */
const trialSeconds = 60;

/** TensorFlow's native library, on the GPU or the CPU, if the user has installed its native part. */
export const tensorflow: BackendDriver = {
  name: 'tensorflow',
  async prepare(options) {
    const reasons: string[] = [];
    for (const name of packages) {
      try {
        const entry = locate(name);
        if (tf.findBackend('tensorflow') === null) await tryInChild(entry, options);
        setThreads(process.env, options);
        const { version } = (await import(pathToFileURL(entry).href)) as { version?: Record<string, string> };
        return `${name} ${version?.['tfjs-node'] ?? version?.['tfjs'] ?? ''}, ${options.threads ?? 'automatic'} threads`;
      } catch (error) {
        reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new SkillNeuronsError({ code: 'BACKEND_UNAVAILABLE', message: reasons.join('; '), kind: 'environment' });
  },
};

/** Main file of an installed package whose native part is there. */
function locate(name: string): string {
  const entry = resolve(name);
  const library = join(dirname(entry), '..', 'lib');
  const built = existsSync(library) && readdirSync(library).some((folder) => existsSync(join(library, folder, 'tfjs_binding.node')));
  if (!built) throw new Error('its native part (tfjs_binding.node) is missing');
  return entry;
}

/** Beside this package, or in the project that is being worked in. */
function resolve(name: string): string {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(place).resolve(name);
    } catch {
      continue;
    }
  }
  throw new Error('not installed');
}

/** Loads it and runs one operation in another process: a native library that does not suit the machine may end its process. */
function tryInChild(entry: string, options: BackendOptions): Promise<void> {
  const script = `import(${JSON.stringify(pathToFileURL(entry).href)}).then((m) => { const tf = m.default ?? m; tf.add(1, 1).dataSync(); })
    .catch((error) => { console.error(error.message); process.exit(1); });`;
  const environment: NodeJS.ProcessEnv = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  // Flags of the parent, such as those of a test runner, do not concern the trial.
  delete environment['NODE_OPTIONS'];
  setThreads(environment, options);
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['-e', script], { env: environment, stdio: ['ignore', 'ignore', 'pipe'], timeout: trialSeconds * 1000 });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString().slice(0, 2000)));
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (code === 0) done();
      else fail(new Error(signal === null ? firstLine(errors) : `loading it ended the process (${signal})`));
    });
  });
}

function setThreads(environment: NodeJS.ProcessEnv, { threads }: BackendOptions): void {
  environment['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (threads === undefined) return;
  environment['TF_NUM_INTRAOP_THREADS'] = String(threads);
  environment['OMP_NUM_THREADS'] = String(threads);
}

const firstLine = (text: string): string => text.trim().split('\n')[0] || 'it does not load';
