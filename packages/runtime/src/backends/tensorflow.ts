import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { BackendDriver, BackendOptions } from './backend-status.ts';

/** Loading TensorFlow takes 1 to 3 s; a GPU driver, or a library of a gigabyte that is not in the disk cache of a busy machine, much longer. */
const trialSeconds = 120;

/** TensorFlow's native library, on the GPU or the CPU, if the user has installed its native part (see tooling/tensorflow-native). */
export const tensorflow: BackendDriver = tensorflowDriver(
  ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'],
  () => [import.meta.url, join(process.cwd(), 'package.json')],
);

/** The first of given packages that works, looked for from given files. */
export function tensorflowDriver(packages: readonly string[], places: () => readonly string[]): BackendDriver {
  /** Main file of the package that the last check found to work; what it told of a file that this process has loaded since. */
  let found: { entry: string; library: string } | undefined;
  let loaded: typeof found;
  return {
    name: 'tensorflow',
    async check(options) {
      const reasons: string[] = [];
      for (const name of packages) {
        try {
          const entry = locate(name, places());
          found = loaded?.entry === entry ? loaded : { entry, library: await tryInChild(entry, options) };
          return { detail: `${name} ${found.library}, ${options.threads ?? 'automatic'} threads`, devices: [], precisions: ['float32'] };
        } catch (error) {
          reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      throw new SkillNeuronsError({ code: 'BACKEND_UNAVAILABLE', message: reasons.join('; '), kind: 'environment' });
    },
    async load(options) {
      setEnvironment(process.env, options);
      restoreRemovedUtilities();
      // Importing it registers it.
      await import(pathToFileURL(found!.entry).href);
      loaded = found;
    },
  };
}

/** Main file of an installed package whose native part is there. */
function locate(name: string, places: readonly string[]): string {
  const entry = resolve(name, places);
  const native = join(dirname(entry), '..', 'lib');
  const built = existsSync(native) && readdirSync(native).some((folder) => existsSync(join(native, folder, 'tfjs_binding.node')));
  if (!built) throw new Error('its native part (tfjs_binding.node) is missing');
  return entry;
}

/** Beside this package, or in the project that is being worked in. */
function resolve(name: string, places: readonly string[]): string {
  for (const place of places) {
    try {
      return createRequire(place).resolve(name);
    } catch {
      continue;
    }
  }
  throw new Error('not installed');
}

/**
 * Loads it and runs one operation in another process: a native library that does not suit the machine may end its process.
 * @returns its version and that of its libtensorflow
 */
function tryInChild(entry: string, options: BackendOptions): Promise<string> {
  // The answer comes back as a message, not on stderr, where TensorFlow and its libraries write too.
  const script = `${restoringRemovedUtilities} const tell = (message, code) => process.send(message, () => process.exit(code));
    import(${JSON.stringify(pathToFileURL(entry).href)}).then((m) => {
      const tf = m.default ?? m;
      tf.add(1, 1).dataSync();
      const { binding, isUsingGpuDevice } = tf.backend?.() ?? {};
      const version = tf.version?.['tfjs-node'] ?? tf.version?.tfjs ?? '';
      tell(binding?.TF_Version === undefined ? version : version + ', TensorFlow ' + binding.TF_Version + ' on the ' + (isUsingGpuDevice ? 'GPU' : 'CPU'), 0);
    }).catch((error) => tell(String(error?.message ?? error), 1));`;
  const environment: NodeJS.ProcessEnv = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  // Flags of the parent, such as those of a test runner, do not concern the trial.
  delete environment['NODE_OPTIONS'];
  setEnvironment(environment, options);
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['-e', script], { env: environment, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], timeout: trialSeconds * 1000 });
    let told = '';
    child.on('message', (message) => (told = String(message).trim().split('\n')[0] ?? ''));
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (code === 0) done(told);
      else if (child.killed) fail(new Error(`loading it took longer than ${trialSeconds} s`));
      else fail(new Error(signal === null ? told || `loading it failed with exit code ${code ?? 'unknown'}` : `loading it ended the process (${signal})`));
    });
  });
}

function setEnvironment(environment: NodeJS.ProcessEnv, { threads }: BackendOptions): void {
  environment['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // Otherwise the first of several workers takes all of a GPU's memory.
  environment['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  if (threads === undefined) return;
  environment['TF_NUM_INTRAOP_THREADS'] = String(threads);
  environment['OMP_NUM_THREADS'] = String(threads);
}

/** tfjs-node 4.22 calls two functions of node:util that Node 23 took away; without them no operation works. */
function restoreRemovedUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

/** The same for the process of the trial. */
const restoringRemovedUtilities = `const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;`;
