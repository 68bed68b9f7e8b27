import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import type { ForwardState, StateTap } from '../hooks/forward-state.ts';
import type { ActivationHook, DropoutOptions, ForwardOptions } from '../types.ts';

/** Sets elements to zero at random and scales the others up, so that the mean stays. Every call draws a mask of its own. */
export type Dropout = <T extends Tensor>(x: T) => T;

/** What the caller wants of one forward pass. */
export interface ForwardPass {
  hooks: readonly ActivationHook[];
  /** Undefined outside training: then faster ways of calculating the same are open. */
  dropout: Dropout | undefined;
  lastBlock: NonNullable<ForwardOptions['lastBlock']>;
  from?: ForwardState | undefined;
  tap?: StateTap | undefined;
}

export function forwardPass({ hooks = [], dropout, lastBlock, from, tap }: ForwardOptions): ForwardPass {
  const wanted = lastBlock ?? (hooks.length === 0 ? 'scored' : 'all');
  return { hooks, dropout: dropout === undefined || dropout.rate === 0 ? undefined : createDropout(dropout), lastBlock: wanted, from, tap };
}

/** The tensor as it is, outside training. */
export function applyDropout<T extends Tensor>(dropout: Dropout | undefined, x: T): T {
  return dropout === undefined ? x : dropout(x);
}

/** Masks are drawn in plain numbers, in the order of the calls: a seed gives the same ones on every backend. */
export function createDropout({ rate, seed }: DropoutOptions): Dropout {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`a dropout rate of ${rate}`);
  const random = createRandom(seed).fork('dropout');
  const scale = 1 / (1 - rate);
  return <T extends Tensor>(x: T): T => {
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : scale;
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}
