import type { Operand } from '../graph/graph-node.ts';
import { prelu } from './binary.ts';
import { apply, clip, leakyRelu } from './unary.ts';

/** What a fused kernel says of its activation. */
export interface ActivationAttrs {
  activation?: string;
  leakyreluAlpha?: number;
}

const plain: Readonly<Record<string, (x: Operand) => Operand>> = {
  linear: (x) => x,
  relu: (x) => apply('Relu', x),
  relu6: (x) => clip(x, 0, 6),
  sigmoid: (x) => apply('Sigmoid', x),
  elu: (x) => apply('Elu', x),
};

/**
 * The activation of a fused kernel; undefined for one that is not recorded.
 * @param preluWeights slopes, for `prelu` only
 */
export function activationOf({ activation = 'linear', leakyreluAlpha = 0.2 }: ActivationAttrs, preluWeights?: Operand): ((x: Operand) => Operand) | undefined {
  if (activation === 'leakyrelu') return (x) => leakyRelu(x, leakyreluAlpha);
  if (activation === 'prelu') return preluWeights && ((x) => prelu(x, preluWeights));
  return plain[activation];
}
