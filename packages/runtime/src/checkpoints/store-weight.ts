import * as tf from '@tensorflow/tfjs-core';
import { backendName, runningBackend } from 'tfjs-backend-onnxruntime';
import { SkillNeuronsError } from '@skill-neurons/core';

/** How frozen weights are kept; they are calculated with in float32 either way. */
export type WeightPrecision = 'float32' | 'float16';

/** Tables that are looked up would widen as a whole with every step. */
const lookedUp = /embedding|shared|relative_attention_bias/;

/**
 * Checks that weights can be kept in this precision.
 * @throws WEIGHTS_PRECISION_BACKEND where the current backend only knows float32
 */
export function checkPrecision(precision: WeightPrecision): void {
  if (precision === 'float32' || tf.getBackend() === backendName) return;
  throw new SkillNeuronsError({
    code: 'WEIGHTS_PRECISION_BACKEND',
    message: `the ${tf.getBackend()} backend cannot keep weights as float16`,
    hint: `take the ${backendName} backend, or float32`,
  });
}

/** Keeps a weight: in half precision, its matrices are rounded to float16. */
export function storeWeight(name: string, weight: tf.Tensor, precision: WeightPrecision): tf.Tensor {
  if (precision === 'float32' || weight.rank !== 2 || lookedUp.test(name)) return weight;
  const backend = runningBackend()!;
  const half = backend.storeAsFloat16(weight);
  backend.flush();
  weight.dispose();
  return half;
}
