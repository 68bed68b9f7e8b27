import { oneLine, type BackendDriver, type BackendOptions, type BackendStatus } from './backend-status.ts';
import { cpu } from './cpu.ts';
import { onnxruntime } from './onnxruntime.ts';
import { tensorflow } from './tensorflow.ts';
import { wasm } from './wasm.ts';

/** In the order of `auto`. */
export const drivers: readonly BackendDriver[] = [tensorflow, onnxruntime, wasm, cpu];

/** Tells which backends work here, in the order of `auto`. Loads no TensorFlow.js and leaves the current backend as it is. */
export function probeBackends(options: BackendOptions = {}): Promise<BackendStatus[]> {
  return Promise.all(drivers.map((driver) => probe(driver, options)));
}

/** Never rejects: a backend that does not work has a reason instead. */
export async function probe(driver: BackendDriver, options: BackendOptions): Promise<BackendStatus> {
  try {
    return { name: driver.name, usable: true, reason: '', ...(await driver.check(options)) };
  } catch (error) {
    return unusable(driver, oneLine(error));
  }
}

export function unusable({ name }: Pick<BackendDriver, 'name'>, reason: string): BackendStatus {
  return { name, usable: false, reason, detail: '', devices: [], precisions: [] };
}
