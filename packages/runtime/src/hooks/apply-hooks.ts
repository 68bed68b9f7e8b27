import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { ActivationHook, HookSite } from '../types.ts';

/**
 * Shows an activation to the hooks in order; each sees what the one before returned.
 * @param activation [batch * positions, width]
 */
export function applyHooks(hooks: readonly ActivationHook[], activation: Tensor2D, batch: number, site: HookSite): Tensor2D {
  if (hooks.length === 0) return activation;
  const [rows, width] = activation.shape;
  const shape: [number, number, number] = [batch, rows / batch, width];
  let current: Tensor3D = tf.reshape(activation, shape);
  for (const hook of hooks) {
    const replacement = hook(current, site);
    if (!replacement) continue;
    if (!tf.util.arraysEqual(replacement.shape, shape)) {
      throw new SkillNeuronsError({
        code: 'HOOK_SHAPE',
        message: `a hook returned [${replacement.shape.join(', ')}] for an activation [${shape.join(', ')}]`,
        where: site.name,
        kind: 'internal',
      });
    }
    current = replacement;
  }
  return tf.reshape(current, [rows, width]);
}
