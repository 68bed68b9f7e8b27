import { add, customGrad, matMul, mul, reshape, softmax, sub, sum, transpose, type Tensor, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { scaledMatMulKernel } from '../kernels/scaled-matmul.ts';
import { hasFusedKernel } from './has-fused-kernel.ts';
import { scaledMatMul } from './scaled-matmul.ts';

export interface AttentionOptions {
  /** Heads that the last axis is cut into. */
  heads: number;
  /** Factor of the dot products; default 1 / sqrt(width / heads), T5 takes 1. */
  scale?: number;
  /** Added to the scaled products, broadcast to [batch, heads, queries, keys]: a mask of very low numbers, relative positions. */
  bias?: Tensor | undefined;
}

/**
 * Multi-head attention on projected inputs (Vaswani et al. 2017): `softmax(scale * q k^T + bias) v` for each head.
 * @param query float32 [batch, queries, width]
 * @param key float32 [batch, keys, width], and value likewise
 * @returns [batch, queries, width]
 * Differentiable once in all three and in the bias; plain operations on backends other than onnxruntime.
 */
export function attention(query: Tensor3D, key: Tensor3D, value: Tensor3D, options: AttentionOptions): Tensor3D {
  const { heads, bias } = options;
  const scale = options.scale ?? 1 / Math.sqrt(query.shape[2] / heads);
  if (!hasFusedKernel(scaledMatMulKernel, query)) return forward([query, key, value].map((x) => splitHeads(x, heads)), scale, bias).joined;
  const op = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const inputs = args as unknown as Tensor[];
    const parts = inputs.slice(0, 3).map((x) => splitHeads(x, heads));
    const { joined, mixed, probabilities } = forward(parts, scale, inputs[3]);
    save([...parts, mixed, probabilities]);
    return { value: joined, gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(dy, saved, scale, heads, bias) };
  });
  return op(query, key, value, ...(bias === undefined ? [] : [bias])) as Tensor3D;
}

/** `parts` and `mixed` are [batch, heads, positions, head size]. */
function forward([q, k, v]: Tensor[], scale: number, bias: Tensor | undefined): { joined: Tensor3D; mixed: Tensor; probabilities: Tensor } {
  // The queries are fewer numbers than the scores, where the factor is not free.
  const products = hasFusedKernel(scaledMatMulKernel, q!) ? scaledMatMul(q!, k!, scale, false, true) : matMul(scale === 1 ? q! : mul(q!, scale), k!, false, true);
  const probabilities = softmax(bias === undefined ? products : add(products, bias));
  const mixed = matMul(probabilities, v!);
  return { joined: joinHeads(mixed), mixed, probabilities };
}

function gradients(dy: Tensor, saved: Tensor[], scale: number, heads: number, bias: Tensor | undefined): Tensor[] {
  const [q, k, v, mixed, probabilities] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const dMixed = splitHeads(dy, heads);
  // Each row's sum of probability * gradient, taken where the rows are shorter (Dao et al. 2022, FlashAttention, appendix B).
  const alongRow = sum(mul(dMixed, mixed), -1, true);
  const dScores = mul(sub(matMul(dMixed, v, false, true), alongRow), probabilities);
  return [
    joinHeads(scaledMatMul(dScores, k, scale)),
    joinHeads(scaledMatMul(dScores, q, scale, true)),
    joinHeads(matMul(probabilities, dMixed, true)),
    ...(bias === undefined ? [] : [sumTo(dScores, bias.shape)]),
  ];
}

/** [batch, positions, heads * size] -> [batch, heads, positions, size] */
function splitHeads(x: Tensor, heads: number): Tensor4D {
  const [batch, positions, width] = x.shape as [number, number, number];
  return transpose(reshape(x, [batch, positions, heads, width / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, positions, size] -> [batch, positions, heads * size] */
function joinHeads(x: Tensor): Tensor3D {
  const [batch, heads, positions, size] = x.shape as [number, number, number, number];
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, positions, heads * size]);
}

/** Sums what was broadcast from `shape`. */
function sumTo(x: Tensor, shape: number[]): Tensor {
  const missing = x.rank - shape.length;
  const axes = [...x.shape.keys()].filter((axis) => axis < missing || (shape[axis - missing] === 1 && x.shape[axis] !== 1));
  return reshape(axes.length === 0 ? x : sum(x, axes), shape);
}
