import { availableParallelism } from 'node:os';
import { SkillNeuronsError } from '@skill-neurons/core';
import { checkExecutionProviders, checkOnnxRuntime, supportedExecutionProviders } from 'tfjs-backend-onnxruntime/availability';
import type { OnnxRuntimeBackend } from 'tfjs-backend-onnxruntime';
import type { BackendDriver, BackendOptions } from './backend-status.ts';
import { packageVersion } from './package-version.ts';

const packageName = 'tfjs-backend-onnxruntime';

/** The running backend, once its package is loaded. */
let runningBackend: (() => OnnxRuntimeBackend | undefined) | undefined;

/** ONNX Runtime's native library, from npm alone; on the CPU unless another device is asked for. */
export const onnxruntime: BackendDriver = {
  name: 'onnxruntime',
  check({ threads, device }) {
    const problem = checkOnnxRuntime();
    if (problem !== undefined) return Promise.reject(problem);
    if (device !== undefined) checkExecutionProviders([device]);
    const running = runningBackend?.()?.options;
    const count = threads ?? running?.threads ?? availableParallelism();
    const on = device ?? running?.executionProviders[0] ?? 'cpu';
    return Promise.resolve({
      detail: `${packageName} ${packageVersion(packageName)}, ${on === 'cpu' ? '' : `on ${on}, `}${count} ${count === 1 ? 'thread' : 'threads'}`,
      devices: supportedExecutionProviders().map(({ name }) => name),
      precisions: ['float32', 'float16'],
    });
  },
  async load(options) {
    const backendPackage = await import('tfjs-backend-onnxruntime');
    runningBackend = backendPackage.runningBackend;
    const wanted = sessionOptions(options);
    const running = runningBackend()?.options;
    if (running === undefined) backendPackage.registerOnnxRuntimeBackend(wanted);
    else if (wanted.threads !== undefined && wanted.threads !== running.threads) throw settled('BACKEND_THREADS', `${running.threads} threads`, String(wanted.threads));
    else if (wanted.executionProviders !== undefined && wanted.executionProviders[0] !== running.executionProviders[0]) {
      throw settled('BACKEND_DEVICE', `the device ${running.executionProviders[0]}`, wanted.executionProviders[0]!);
    }
  },
};

function sessionOptions({ threads, device }: BackendOptions): { threads?: number; executionProviders?: string[] } {
  return {
    ...(threads === undefined ? {} : { threads }),
    ...(device === undefined ? {} : { executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'] }),
  };
}

function settled(code: string, running: string, wanted: string): SkillNeuronsError {
  return new SkillNeuronsError({ code, message: `it already runs with ${running} and cannot change to ${wanted}`, hint: 'choose before the first use' });
}
