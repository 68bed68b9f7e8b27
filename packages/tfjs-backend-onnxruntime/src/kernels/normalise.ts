import { FusedBatchNorm, LogSoftmax, Softmax, type FusedBatchNormAttrs, type LogSoftmaxAttrs, type SoftmaxAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { asOperand, literal, node, outputOf } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sameShape } from '../graph/types.ts';
import { combine } from './binary.ts';
import { kernel, type Kernel } from './kernel.ts';
import { apply } from './unary.ts';

function softmax(op: string, logits: TensorInfo, axis: number, graph: OnnxRuntimeBackend): TensorInfo | null {
  if (logits.dtype !== 'float32' || logits.shape.length === 0) return null;
  return graph.output(asOperand(node(op, [graph.operand(logits)], logits.shape, 'float32', { axis })));
}

/** Names of the kernels that only this backend has; the fused operations of this package call them. */
export const fusedKernels = { gelu: 'OnnxGelu', layerNorm: 'OnnxLayerNorm', rmsNorm: 'OnnxRmsNorm' } as const;

type BatchNormInputs = Record<'x' | 'mean' | 'variance', TensorInfo> & Partial<Record<'scale' | 'offset', TensorInfo | null>>;

/** (x - mean) * scale / sqrt(variance + epsilon) + offset; null for statistics of which there is not one per channel or element. */
function batchNorm({ x, mean, variance, scale, offset }: BatchNormInputs, epsilon: number, graph: OnnxRuntimeBackend): Operand | null {
  const statistics = [mean, variance, scale, offset].filter((input) => input !== undefined && input !== null);
  const fits = ({ shape }: TensorInfo): boolean => sameShape(shape, x.shape.slice(-1)) || sameShape(shape, x.shape);
  if (![x, ...statistics].every(({ dtype }) => dtype === 'float32') || !statistics.every(fits)) return null;
  const deviation = apply('Sqrt', combine('Add', graph.operand(variance), asOperand(literal(epsilon))));
  const factor = scale ? combine('Div', graph.operand(scale), deviation) : apply('Reciprocal', deviation);
  const scaled = combine('Mul', combine('Sub', graph.operand(x), graph.operand(mean)), factor);
  return offset ? combine('Add', scaled, graph.operand(offset)) : scaled;
}

export const normaliseKernels: readonly Kernel[] = [
  kernel<'x' | 'mean' | 'variance', FusedBatchNormAttrs>(FusedBatchNorm, (inputs, { varianceEpsilon = 0.001 }, graph) => {
    const result = batchNorm(inputs, varianceEpsilon, graph);
    return result && graph.output(result);
  }),
  kernel<'logits', SoftmaxAttrs>(Softmax, ({ logits }, { dim }, graph) => softmax('Softmax', logits, dim, graph)),
  kernel<'logits', LogSoftmaxAttrs>(LogSoftmax, ({ logits }, { axis }, graph) => softmax('LogSoftmax', logits, axis, graph)),
  kernel<'x', { approximation: 'none' | 'tanh' }>(fusedKernels.gelu, ({ x }, { approximation }, graph) => {
    return graph.output(asOperand(node('Gelu', [graph.operand(x)], x.shape, 'float32', { approximate: approximation })));
  }),
  // Outputs: normalised x, mean, 1 / standard deviation; the last two for the gradient.
  kernel<'x' | 'gamma' | 'beta', { epsilon: number }>(fusedKernels.layerNorm, ({ x, gamma, beta }, { epsilon }, graph) => {
    const inputs = [x, gamma, beta].map((input) => graph.operand(input));
    const main = node('LayerNormalization', inputs, x.shape, 'float32', { axis: -1, epsilon: { float: epsilon } });
    const perRow = [...x.shape.slice(0, -1), 1];
    return [main, outputOf(main, 1, perRow), outputOf(main, 2, perRow)].map((output) => graph.output(asOperand(output)));
  }),
  kernel<'x' | 'gamma', { epsilon: number }>(fusedKernels.rmsNorm, ({ x, gamma }, { epsilon }, graph) => {
    const inputs = [x, gamma].map((input) => graph.operand(input));
    const main = node('SimplifiedLayerNormalization', inputs, x.shape, 'float32', { axis: -1, epsilon: { float: epsilon } });
    const scale = outputOf(main, 1, [...x.shape.slice(0, -1), 1]);
    return [main, scale].map((output) => graph.output(asOperand(output)));
  }),
];
