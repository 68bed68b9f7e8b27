import {
  AvgPool, AvgPool3D, AvgPool3DGrad, AvgPoolGrad, backend_util, MaxPool, MaxPool3D, MaxPool3DGrad, MaxPoolGrad, type AvgPool3DAttrs,
  type AvgPoolAttrs,
} from '@tensorflow/tfjs-core';
import { asOperand, fill, node, outputOf, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sameShape, sizeOf } from '../graph/types.ts';
import { kernel, type Kernel } from './kernel.ts';
import { outputShape, slidingOf, toChannelsFirst, toChannelsLast, windowAttributes, type Sliding } from './spatial.ts';

type PoolRule = (sliding: Sliding, ...inputs: Operand[]) => Operand;
type Geometry<Attributes> = (shape: number[], attributes: Attributes) => Sliding;

const plane: Geometry<AvgPoolAttrs> = (shape, { filterSize, strides, pad, dimRoundingMode }) => {
  return slidingOf(backend_util.computePool2DInfo(shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode));
};
const volume: Geometry<AvgPool3DAttrs> = (shape, { filterSize, strides, pad, dimRoundingMode }) => {
  return slidingOf(backend_util.computePool3DInfo(shape as [number, number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode));
};

/** ONNX Runtime wants less padding than the window is long. */
function isRecorded({ before, after, kernel: size }: Sliding): boolean {
  return size.every((length, i) => before[i]! < length && after[i]! < length);
}

function pooled({ batch, inChannels, output }: Sliding): number[] {
  return [batch, inChannels, ...output];
}

const maximum: PoolRule = (sliding, x) => {
  return toChannelsLast(asOperand(node('MaxPool', [toChannelsFirst(x!)], pooled(sliding), 'float32', windowAttributes(sliding))));
};

const average: PoolRule = (sliding, x) => {
  const attributes = { ...windowAttributes(sliding), count_include_pad: 0 };
  return toChannelsLast(asOperand(node('AveragePool', [toChannelsFirst(x!)], pooled(sliding), 'float32', attributes)));
};

/** Each gradient goes to the place its maximum came from. */
const gradientOfMaximum: PoolRule = (sliding, dy, x) => {
  const image = toChannelsFirst(x!);
  const main = node('MaxPool', [image], pooled(sliding), 'float32', windowAttributes(sliding));
  const [count, size] = [sizeOf(pooled(sliding)), sizeOf(image.shape)];
  // ONNX numbers the elements of the whole input.
  const places = reshaped(outputOf(main, 1, pooled(sliding), 'int64'), [count]);
  const inputs = [fill(0, [size], 'float32'), places, reshaped(toChannelsFirst(dy!), [count])];
  const flat = node('ScatterElements', inputs, [size], 'float32', { axis: 0, reduction: 'add' });
  return toChannelsLast(reshaped(flat, image.shape));
};

/** Spreads each gradient over its window; like TensorFlow.js it divides by the whole window even where that is padding. */
const gradientOfAverage: PoolRule = (sliding, dy) => {
  const { batch, inChannels, input, output, kernel: size, strides, before, after } = sliding;
  const covered = output.map((length, i) => (length - 1) * strides[i]! + size[i]! - before[i]! - after[i]!);
  const attributes = { ...windowAttributes(sliding), group: inChannels, output_padding: input.map((length, i) => length - covered[i]!) };
  const inputs = [toChannelsFirst(dy!), fill(1 / sizeOf(size), [inChannels, 1, ...size], 'float32')];
  return toChannelsLast(asOperand(node('ConvTranspose', inputs, [batch, inChannels, ...input], 'float32', attributes)));
};

function pool<Attributes>(name: string, geometry: Geometry<Attributes>, rule: PoolRule): Kernel {
  return kernel<'x', Attributes>(name, ({ x }, attributes, graph) => {
    const sliding = geometry(x.shape, attributes);
    return x.dtype === 'float32' && isRecorded(sliding) ? graph.output(rule(sliding, graph.operand(x))) : null;
  });
}

function poolGradient<Attributes>(name: string, geometry: Geometry<Attributes>, rule: PoolRule): Kernel {
  return kernel<'dy' | 'input', Attributes>(name, ({ dy, input }, attributes, graph) => {
    const sliding = geometry(input.shape, attributes);
    if (dy.dtype !== 'float32' || input.dtype !== 'float32' || !sameShape(dy.shape, outputShape(sliding)) || !isRecorded(sliding)) return null;
    return graph.output(rule(sliding, graph.operand(dy), graph.operand(input)));
  });
}

export const poolingKernels: readonly Kernel[] = [
  pool(MaxPool, plane, maximum),
  pool(MaxPool3D, volume, maximum),
  pool(AvgPool, plane, average),
  pool(AvgPool3D, volume, average),
  poolGradient(MaxPoolGrad, plane, gradientOfMaximum),
  poolGradient(MaxPool3DGrad, volume, gradientOfMaximum),
  poolGradient(AvgPoolGrad, plane, gradientOfAverage),
  poolGradient(AvgPool3DGrad, volume, gradientOfAverage),
];
