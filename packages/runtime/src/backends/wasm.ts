import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { BackendDriver } from './backend-status.ts';
import { speedUpTransposedProducts } from './wasm-matmul.ts';

/** WebAssembly with SIMD; one thread, since tfjs offers its threads in browsers only. */
export const wasm: BackendDriver = {
  name: 'wasm',
  async prepare() {
    const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    const binaries = join(dirname(manifest), 'dist') + sep;
    await access(join(binaries, 'tfjs-backend-wasm-simd.wasm'));
    const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(binaries);
    speedUpTransposedProducts();
    return `@tensorflow/tfjs-backend-wasm ${version_wasm}, 1 thread`;
  },
};
