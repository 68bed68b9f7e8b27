import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NativeError } from './command.js';

/** The functions of Node-API come from Node itself when the addon is loaded. */
const nodeHeaders = dirname(createRequire(import.meta.url).resolve('node-api-headers/include/node_api.h'));

/**
 * Compiles a package's addon from the sources that it ships.
 * @param {{ sources: string, headers: string, libraries: { folder: string, files: string[] }, output: string, nodeApi: number }} what
 */
export function compile({ sources, headers, libraries, output, nodeApi }, { platform, env } = process) {
  const compiler = env.CXX ?? 'c++';
  const format = platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  const { status, error, stderr } = spawnSync(compiler, [
    ...format, '-fPIC', '-O2', '-std=c++17', `-DNAPI_VERSION=${nodeApi}`,
    '-I', nodeHeaders, '-I', headers,
    join(sources, 'tfjs_backend.cc'), join(sources, 'tfjs_binding.cc'),
    '-o', output,
    ...libraries.files.map((file) => join(libraries.folder, file)),
    `-Wl,-rpath,${libraries.folder}`,
  ], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) {
    throw new NativeError(`no C++ compiler: ${compiler} does not start (${error.code})`, 'install g++ or clang++, e.g. apt-get install g++, or name one in CXX');
  }
  if (status === 0) return;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  throw new NativeError(`${compiler} failed: ${lines.find((line) => /error:|undefined reference/.test(line)) ?? lines.at(-1) ?? `exit code ${status}`}`, 'are libraries and headers of one TensorFlow 2?');
}
