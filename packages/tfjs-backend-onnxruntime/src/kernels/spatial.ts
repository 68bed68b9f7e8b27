import type { backend_util } from '@tensorflow/tfjs-core';
import { asOperand, integers, node, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import type { Attributes } from '../graph/types.ts';

/** How a window moves over an image; lists have one entry per spatial axis, in the order of the axes. */
export interface Sliding {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Whether channels come before the spatial axes, as ONNX wants them. */
  readonly channelsFirst: boolean;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding on either side; `after` is what the last window reaches beyond the image. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

type Info2D = backend_util.Conv2DInfo;
type Info3D = backend_util.Conv3DInfo;

export function slidingOf(info: Info2D | Info3D): Sliding {
  const deep = 'inDepth' in info;
  const perAxis = (depth: (info: Info3D) => number, height: number, width: number): number[] => (deep ? [depth(info), height, width] : [height, width]);
  const input = perAxis((x) => x.inDepth, info.inHeight, info.inWidth);
  const output = perAxis((x) => x.outDepth, info.outHeight, info.outWidth);
  const kernel = perAxis((x) => x.filterDepth, info.filterHeight, info.filterWidth);
  const strides = perAxis((x) => x.strideDepth, info.strideHeight, info.strideWidth);
  const dilations = perAxis((x) => x.dilationDepth, info.dilationHeight, info.dilationWidth);
  const before = perAxis((x) => x.padInfo.front, info.padInfo.top, info.padInfo.left);
  const reach = output.map((size, i) => (size - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1);
  const after = reach.map((length, i) => Math.max(0, length - input[i]! - before[i]!));
  const { batchSize: batch, inChannels, outChannels } = info;
  return { batch, inChannels, outChannels, channelsFirst: info.dataFormat === 'channelsFirst', input, output, kernel, strides, dilations, before, after };
}

/** The shape of what the window computes, in the tensor's own order of axes. */
export function outputShape({ batch, outChannels, channelsFirst, output }: Sliding): number[] {
  return channelsFirst ? [batch, outChannels, ...output] : [batch, ...output, outChannels];
}

/** Attributes of ONNX Conv and of its pooling operations. */
export function windowAttributes({ kernel, strides, dilations, before, after }: Sliding): Attributes {
  return { kernel_shape: kernel, strides, dilations, pads: [...before, ...after] };
}

export function permute(x: Operand, perm: readonly number[]): Operand {
  return asOperand(node('Transpose', [x], perm.map((axis) => x.shape[axis]!), x.node.type, { perm }));
}

/** From batch, spatial axes, channels to batch, channels, spatial axes. */
export function toChannelsFirst(x: Operand): Operand {
  const rank = x.shape.length;
  const perm = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
  return x.shape.at(-1) === 1 ? reshaped(x, perm.map((axis) => x.shape[axis]!)) : permute(x, perm);
}

export function toChannelsLast(x: Operand): Operand {
  const perm = [0, ...Array.from({ length: x.shape.length - 2 }, (_, i) => i + 2), 1];
  return x.shape[1] === 1 ? reshaped(x, perm.map((axis) => x.shape[axis]!)) : permute(x, perm);
}

/** The first elements of the spatial axes. */
export function cropSpatial(x: Operand, sizes: readonly number[]): Operand {
  if (sizes.every((size, i) => x.shape[i + 2] === size)) return x;
  const axes = sizes.map((_, i) => i + 2);
  const shape = [...x.shape.slice(0, 2), ...sizes];
  return asOperand(node('Slice', [x, integers(sizes.map(() => 0)), integers(sizes), integers(axes)], shape, x.node.type));
}
