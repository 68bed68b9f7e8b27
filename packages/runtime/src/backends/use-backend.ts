import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import { backendNames, oneLine, type BackendDriver, type BackendName, type BackendOptions, type BackendStatus } from './backend-status.ts';
import { cpu } from './cpu.ts';
import { onnxruntime } from './onnxruntime.ts';
import { tensorflow } from './tensorflow.ts';
import { wasm } from './wasm.ts';

const drivers: readonly BackendDriver[] = [tensorflow, onnxruntime, wasm, cpu];

/** The backend that now runs, and what was tried before it. */
export interface BackendChoice {
  name: BackendName;
  detail: string;
  /** Backends that `auto` passed over, with the reasons. */
  passedOver: BackendStatus[];
}

/** Tells which backends work here, in the order of `auto`. A failing one does not touch the others or the current backend. */
export async function probeBackends(options: BackendOptions = {}): Promise<BackendStatus[]> {
  const current = tf.engine().backendName;
  const statuses: BackendStatus[] = [];
  for (const driver of drivers) statuses.push(await probe(driver, options));
  // Some packages make themselves the current backend on import.
  if (current && tf.engine().backendName !== current) await tf.setBackend(current);
  return statuses;
}

/**
 * Makes a backend the current one of TensorFlow.js; `auto` takes the first that works of tensorflow, onnxruntime, wasm, cpu.
 * @throws BACKEND_UNKNOWN, BACKEND_UNAVAILABLE with the reason
 */
export function useBackend(name: BackendName | 'auto' = 'auto', options: BackendOptions = {}): Promise<BackendChoice> {
  return chooseBackend(name, options, drivers);
}

/** {@link useBackend} among given backends. */
export async function chooseBackend(name: BackendName | 'auto', options: BackendOptions, among: readonly BackendDriver[]): Promise<BackendChoice> {
  if (name !== 'auto' && !backendNames.includes(name)) {
    throw new SkillNeuronsError({ code: 'BACKEND_UNKNOWN', message: `there is no backend "${String(name)}"`, hint: `choose auto, ${backendNames.join(', ')}` });
  }
  const passedOver: BackendStatus[] = [];
  for (const driver of among.filter((candidate) => name === 'auto' || candidate.name === name)) {
    let status = await probe(driver, options);
    if (status.usable && !(await start(driver.name))) status = { ...status, usable: false, reason: 'it is installed but does not start' };
    if (status.usable) return { name: driver.name, detail: status.detail, passedOver };
    passedOver.push(status);
  }
  throw unavailable(name, passedOver);
}

async function probe(driver: BackendDriver, options: BackendOptions): Promise<BackendStatus> {
  try {
    return { name: driver.name, usable: true, reason: '', detail: await driver.prepare(options) };
  } catch (error) {
    return { name: driver.name, usable: false, reason: oneLine(error), detail: '' };
  }
}

async function start(name: BackendName): Promise<boolean> {
  try {
    return await tf.setBackend(name);
  } catch {
    return false;
  }
}

function unavailable(name: string, tried: readonly BackendStatus[]): SkillNeuronsError {
  return new SkillNeuronsError({
    code: 'BACKEND_UNAVAILABLE',
    message: tried.map((status) => `${status.name} does not work here: ${status.reason}`).join('; '),
    hint: name === 'tensorflow'
      ? "its native part is opt-in: PNPM_CONFIG_ALLOW_BUILDS='{\"@tensorflow/tfjs-node-gpu\":true}' pnpm rebuild -r @tensorflow/tfjs-node-gpu, or choose another backend"
      : 'choose auto or another backend',
    kind: 'environment',
  });
}
