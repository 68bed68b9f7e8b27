import {
  AvgPool, AvgPool3D, AvgPool3DGrad, AvgPoolGrad, backend_util, MaxPool, MaxPool3D, MaxPool3DGrad, MaxPoolGrad, type AvgPool3DAttrs,
  type AvgPoolAttrs,
} from '@tensorflow/tfjs-core';
import { asOperand, constant, fill, node, outputOf, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sameShape, sizeOf } from '../graph/types.ts';
import { combine } from './binary.ts';
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

/** Spreads each gradient over its window, in shares of the elements that were averaged: padding is not among them. */
const gradientOfAverage: PoolRule = (sliding, dy) => {
  const { batch, inChannels, input, output, kernel: size, strides, before, after } = sliding;
  const covered = output.map((length, i) => (length - 1) * strides[i]! + size[i]! - before[i]! - after[i]!);
  const attributes = { ...windowAttributes(sliding), group: inChannels, output_padding: input.map((length, i) => length - covered[i]!) };
  const shares = asOperand(constant(averagedShares(sliding), [1, 1, ...output], 'float32'));
  const inputs = [combine('Mul', toChannelsFirst(dy!), shares), fill(1, [inChannels, 1, ...size], 'float32')];
  return toChannelsLast(asOperand(node('ConvTranspose', inputs, [batch, inChannels, ...input], 'float32', attributes)));
};

/** One over the number of elements in each window, without padding; [...output], row-major. */
function averagedShares({ input, output, kernel: size, strides, before }: Sliding): Float32Array {
  const counts = output.reduce<number[]>((outer, length, axis) => {
    const alongAxis = Array.from({ length }, (_, place) => {
      const first = place * strides[axis]! - before[axis]!;
      return Math.min(first + size[axis]!, input[axis]!) - Math.max(first, 0);
    });
    return outer.flatMap((count) => alongAxis.map((inner) => count * inner));
  }, [1]);
  return Float32Array.from(counts, (count) => 1 / count);
}

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
