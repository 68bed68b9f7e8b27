import { add, gather, matMul, mul, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

export interface LabelColumnsOptions {
  /** Bias of the vocabulary, float32 [vocabulary]. */
  bias?: Tensor1D | undefined;
  /** Factor of the hidden states, for a head tied to the word embedding as in T5. Default 1. */
  scale?: number;
}

/**
 * A language model's head for some words only: `scale * hidden matrix[columns]^T + bias[columns]`.
 * @param hidden float32 [rows, width], the scored positions
 * @param matrix float32 [vocabulary, width], the output matrix or the word embedding
 * @param columns vocabulary ids, int32 [columns]
 * @returns logits [rows, columns]
 * Differentiable in hidden states, matrix and bias; what nobody asks for is not calculated.
 */
export function labelColumns(hidden: Tensor2D, matrix: Tensor2D, columns: Tensor1D, { bias, scale = 1 }: LabelColumnsOptions = {}): Tensor2D {
  const scaled: Tensor2D = scale === 1 ? hidden : mul(hidden, scale);
  const products: Tensor2D = matMul(scaled, gather(matrix, columns), false, true);
  return bias === undefined ? products : add(products, gather(bias, columns));
}
