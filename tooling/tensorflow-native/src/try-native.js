import { spawn } from 'node:child_process';
import { NativeError } from './command.js';

const limitSeconds = 300;
/** In a process of its own, since a library that does not suit the machine may end it. */
const trial = `
  // tfjs-node 4.22 calls two functions that Node 23 took away; the tensorflow backend of packages/runtime brings them back.
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  try {
    const tf = require(process.argv[1]);
    const { binding, isUsingGpuDevice } = tf.backend();
    const product = Array.from(tf.matMul([[1, 2]], [[3], [4]]).dataSync());
    process.send({ product, tensorflow: binding.TF_Version, gpu: isUsingGpuDevice }, () => process.exit(0));
  } catch (error) {
    process.send({ error: String(error && error.message || error).split('\\n')[0] }, () => process.exit(1));
  }`;

/**
 * Loads a package with its native part in another process and multiplies two matrices.
 * @param {string} entry main file of the package
 * @returns {Promise<{ tensorflow: string, gpu: boolean }>}
 */
export function tryNative(entry) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['-e', trial, entry], {
      env: { ...process.env, NODE_OPTIONS: '', TF_CPP_MIN_LOG_LEVEL: '3' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: limitSeconds * 1000,
    });
    let answer;
    child.on('message', (message) => (answer = message));
    child.on('error', fail);
    child.on('close', (code, signal) => {
      const reason = child.killed ? `it took longer than ${limitSeconds} s`
        : signal !== null ? `it ended the process (${signal})`
        : answer === undefined ? `exit code ${code}` : answer.error;
      if (reason !== undefined) fail(new NativeError(`the native part does not load: ${reason}`));
      else if (answer.product.join() !== '11') fail(new NativeError(`the native part computes [1 2] x [3 4] = ${answer.product.join()}`));
      else done({ tensorflow: answer.tensorflow, gpu: answer.gpu });
    });
  });
}
