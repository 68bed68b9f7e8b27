/** @import { NativeModule } from '../native.ts' */

// A process that makes one session: a native library that does not suit the machine writes to stderr and may end its process.
// Arguments: the binding's file, the execution provider, the model in base64. Prints why it fails, if it does.
import { createRequire } from 'node:module';

const [, , bindingPath, provider, encodedModel] = /** @type {[string, string, string, string, string]} */ (/** @type {unknown} */ (process.argv));
const model = Buffer.from(encodedModel, 'base64');
try {
  const { binding, initOrt } = /** @type {NativeModule} */ (createRequire(import.meta.url)(bindingPath));
  initOrt();
  const session = new binding.InferenceSession();
  const buffer = new Uint8Array(model).buffer;
  session.loadModel(buffer, 0, model.length, { executionProviders: [provider], logSeverityLevel: 4 });
  session.dispose();
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
