import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { OnnxRuntimeBackendError } from '../errors.ts';
import { bindingPath, supportedExecutionProviders, type ExecutionProvider } from '../native.ts';
import { encodeModel } from '../onnx/onnx-model.ts';

/** How long a provider may take for its first session, in ms: a driver that compiles its kernels takes a while. */
const longestTrial = 120_000;

/**
 * Checks that sessions can be made for these execution providers, by making one of the smallest model there is, in another process.
 * @throws OnnxRuntimeBackendError ONNXRUNTIME_PROVIDER_UNAVAILABLE for one that the binary lacks or that does not work on
 * this machine; what `loadOnnxRuntime` throws
 */
export function checkExecutionProviders(names: readonly string[]): void {
  const supported = supportedExecutionProviders();
  for (const name of names) {
    const provider = supported.find((candidate) => candidate.name === name);
    if (provider === undefined) {
      throw new OnnxRuntimeBackendError({
        code: 'ONNXRUNTIME_PROVIDER_UNAVAILABLE',
        message: `onnxruntime-node for ${process.platform}-${process.arch} has no execution provider "${name}"`,
        hint: `it has ${supported.map((candidate) => candidate.name).join(', ')}`,
      });
    }
    if (name !== 'cpu') tryProvider(provider);
  }
}

const worked = new Set<string>();

function tryProvider({ name, bundled }: ExecutionProvider): void {
  if (worked.has(name)) return;
  const script = fileURLToPath(new URL('./try-provider.js', import.meta.url));
  const trial = spawnSync(process.execPath, [script, bindingPath(), name, Buffer.from(smallestModel()).toString('base64')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: longestTrial,
  });
  if (trial.status !== 0) {
    throw new OnnxRuntimeBackendError({
      code: 'ONNXRUNTIME_PROVIDER_UNAVAILABLE',
      message: `The execution provider "${name}" does not work here: ${reasonOf(trial)}`,
      hint: bundled ? 'it needs a device and its driver' : 'it needs a device, its driver, and libraries that the install script of onnxruntime-node fetches',
    });
  }
  worked.add(name);
}

function smallestModel(): Uint8Array {
  const value = { type: 'float32', shape: [1] } as const;
  return encodeModel({
    nodes: [{ op: 'Neg', domain: '', inputs: ['x'], outputs: ['y'], attributes: null }],
    initializers: [],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
  });
}

/** In one line. */
function reasonOf({ stdout, signal, error }: { stdout: string | null; signal: string | null; error?: Error | undefined }): string {
  if (error !== undefined) return error.message;
  const said = (stdout ?? '').split('\n')[0]!;
  return said !== '' ? said : `its trial ended with ${signal ?? 'an error'}`;
}
