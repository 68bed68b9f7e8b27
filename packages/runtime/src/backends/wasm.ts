import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { BackendDriver } from './backend-status.ts';
import { packageVersion } from './package-version.ts';

/** The part that is used here of what TypeScript only knows in browsers. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

const packageName = '@tensorflow/tfjs-backend-wasm';

/** WebAssembly with SIMD; one thread, since tfjs offers its threads in browsers only. */
export const wasm: BackendDriver = {
  name: 'wasm',
  async check() {
    if (!WebAssembly.validate(await readFile(join(binaries(), 'tfjs-backend-wasm-simd.wasm')))) throw new Error('this Node.js cannot run WebAssembly with SIMD');
    return { detail: `${packageName} ${packageVersion(packageName)}, 1 thread`, devices: ['cpu'], precisions: ['float32'] };
  },
  async load() {
    const [{ setWasmPaths }, { speedUpTransposedProducts }] = await Promise.all([import('@tensorflow/tfjs-backend-wasm'), import('./wasm-matmul.ts')]);
    setWasmPaths(binaries());
    speedUpTransposedProducts();
  },
};

function binaries(): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), 'dist') + sep;
}
