import type { Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Hidden states in the middle of a pass, for passes over the same batch and prompt that differ from there on: many
 * interventions of one layer share all that lies below it.
 *
 * - `encoder`: what hooks of a layer are about to see, the FFN activation [rows, width], and what the FFN's result is added to,
 *   [rows, hidden size]. Rows are batch * positions; in the last block of a masked LM under `lastBlock: 'scored'`, scored rows only.
 * - `decoder`: the encoder's output, [batch * positions, hidden size].
 */
export type ForwardState =
  | { stack: 'encoder'; layer: number; activation: Tensor2D; residual: Tensor2D }
  | { stack: 'decoder'; encoded: Tensor2D };

/** Which state of a pass to hand out. Its tensors are disposed after the pass: keep them with tf.keep. */
export type StateTap =
  | { stack: 'encoder'; layer: number; onState: (state: ForwardState) => void }
  | { stack: 'decoder'; onState: (state: ForwardState) => void };

/** The state at the neurons of an encoder layer: the given one, or computed; shown to whom asks for it. */
export function encoderState(
  layer: number, { from, tap }: { from?: ForwardState | undefined; tap?: StateTap | undefined }, compute: () => { activation: Tensor2D; residual: Tensor2D },
): { activation: Tensor2D; residual: Tensor2D } {
  const state = from?.stack === 'encoder' && from.layer === layer ? from : { stack: 'encoder' as const, layer, ...compute() };
  if (tap?.stack === 'encoder' && tap.layer === layer) tap.onState(state);
  return state;
}

/** True for encoder layers whose result nobody asks for. */
export function liesBelow(layer: number, from: ForwardState | undefined): boolean {
  return from !== undefined && (from.stack === 'decoder' || layer < from.layer);
}
