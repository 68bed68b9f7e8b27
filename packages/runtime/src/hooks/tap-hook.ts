import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { ActivationHook, HookSite, Stack } from '../types.ts';
import { positionRange, type HookPositions } from './position-range.ts';

export interface TapOptions {
  stack: Stack;
  positions: HookPositions;
  /**
   * Gets the activation of each layer in order, [batch, positions, width]. It is disposed after the forward pass:
   * keep what you compute from it with tf.keep.
   */
  onActivation: (activation: Tensor3D, site: HookSite) => void;
}

/** A hook that looks on: it hands out the activations of one stack at some positions and changes nothing. */
export function tapHook({ stack, positions, onActivation }: TapOptions): ActivationHook {
  return (activation, site) => {
    if (site.stack !== stack) return undefined;
    const [batch, length, width] = activation.shape;
    const { begin, count } = positionRange(positions, site, length);
    if (count > 0) onActivation(count === length ? activation : tf.slice(activation, [0, begin, 0], [batch, count, width]), site);
    return undefined;
  };
}
