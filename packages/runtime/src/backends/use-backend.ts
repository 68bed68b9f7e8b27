import '../tfjs.ts';
import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import { backendNames, oneLine, type BackendDriver, type BackendName, type BackendOptions, type BackendStatus } from './backend-status.ts';
import { drivers, probe, unusable } from './probe-backends.ts';

/** The backend that now runs, and what was tried before it. */
export interface BackendChoice {
  name: BackendName;
  detail: string;
  /** Backends that `auto` passed over, with the reasons. */
  passedOver: BackendStatus[];
}

/**
 * Makes a backend the current one of TensorFlow.js; `auto` takes the first that works of tensorflow, onnxruntime, wasm, cpu,
 * and onnxruntime where a device is asked for.
 * @throws BACKEND_UNKNOWN, BACKEND_NO_DEVICE, BACKEND_UNAVAILABLE with the reason
 */
export function useBackend(name: BackendName | 'auto' = 'auto', options: BackendOptions = {}): Promise<BackendChoice> {
  return chooseBackend(name, options, drivers);
}

/** {@link useBackend} among given backends. */
export async function chooseBackend(name: BackendName | 'auto', options: BackendOptions, among: readonly BackendDriver[]): Promise<BackendChoice> {
  const wanted = checkName(name, options);
  const passedOver: BackendStatus[] = [];
  for (const driver of among.filter((candidate) => wanted === 'auto' || candidate.name === wanted)) {
    const status = await probe(driver, options);
    const reason = status.usable ? await start(driver, options) : status.reason;
    if (reason === undefined) return { name: driver.name, detail: status.detail, passedOver };
    passedOver.push(unusable(driver, reason));
  }
  throw unavailable(passedOver, options);
}

function checkName(name: BackendName | 'auto', { device }: BackendOptions): BackendName | 'auto' {
  if (name !== 'auto' && !backendNames.includes(name)) {
    throw new SkillNeuronsError({ code: 'BACKEND_UNKNOWN', message: `there is no backend "${String(name)}"`, hint: `choose auto, ${backendNames.join(', ')}` });
  }
  if (device === undefined || name === 'onnxruntime') return name;
  if (name === 'auto') return 'onnxruntime';
  throw new SkillNeuronsError({ code: 'BACKEND_NO_DEVICE', message: `the ${name} backend takes no device`, hint: 'only onnxruntime does' });
}

/** Why it does not start; undefined where it does. */
async function start(driver: BackendDriver, options: BackendOptions): Promise<string | undefined> {
  try {
    await driver.load(options);
    return (await tf.setBackend(driver.name)) ? undefined : 'it is installed but does not start';
  } catch (error) {
    return oneLine(error);
  }
}

/** How the native part of tensorflow comes here; the script and its README are part of this project's repository. */
const tensorflowHint = "its native part is opt-in: PNPM_CONFIG_ALLOW_BUILDS='{\"@tensorflow/tfjs-node-gpu\":true}' pnpm rebuild -r @tensorflow/tfjs-node-gpu; "
  + 'tooling/tensorflow-native/README.md of the repository tells more, also how to build it without its host; or choose another backend';

function unavailable(tried: readonly BackendStatus[], { device }: BackendOptions): SkillNeuronsError {
  return new SkillNeuronsError({
    code: 'BACKEND_UNAVAILABLE',
    message: tried.map((status) => `${status.name} does not work here: ${status.reason}`).join('; '),
    hint: hintFor(tried, device),
    kind: 'environment',
  });
}

function hintFor(tried: readonly BackendStatus[], device: string | undefined): string {
  if (tried.length === 1 && tried[0]!.name === 'tensorflow') return tensorflowHint;
  return device === undefined ? 'choose auto or another backend' : 'choose another device, or none for the CPU';
}
