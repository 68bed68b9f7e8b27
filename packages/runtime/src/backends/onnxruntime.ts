import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { checkOnnxRuntime, registerOnnxRuntimeBackend, runningBackend } from 'tfjs-backend-onnxruntime';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { BackendDriver } from './backend-status.ts';

/** ONNX Runtime's native library on the CPU, from npm alone. */
export const onnxruntime: BackendDriver = {
  name: 'onnxruntime',
  prepare({ threads }) {
    const problem = checkOnnxRuntime();
    if (problem !== undefined) throw problem;
    const running = runningBackend()?.options.threads;
    if (threads !== undefined && running === undefined) registerOnnxRuntimeBackend({ threads });
    if (threads !== undefined && running !== undefined && running !== threads) {
      throw new SkillNeuronsError({
        code: 'BACKEND_THREADS',
        message: `it already runs with ${running} threads and cannot change to ${threads}`,
        hint: 'choose the threads before the first use',
      });
    }
    const { version } = createRequire(import.meta.url)('tfjs-backend-onnxruntime/package.json') as { version: string };
    return Promise.resolve(`tfjs-backend-onnxruntime ${version}, ${threads ?? running ?? availableParallelism()} threads`);
  },
};
