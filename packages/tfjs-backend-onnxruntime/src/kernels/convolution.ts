import {
  backend_util, Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, Conv3D, Conv3DBackpropFilterV2, Conv3DBackpropInputV2, DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropInput, FusedConv2D, FusedDepthwiseConv2D, type Conv2DAttrs, type Conv3DAttrs,
  type FusedConv2DAttrs, type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { asOperand, node, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sameShape } from '../graph/types.ts';
import { activationOf } from './activation.ts';
import { combine } from './binary.ts';
import { kernel, type Kernel } from './kernel.ts';
import { cropSpatial, outputShape, permute, slidingOf, toChannelsFirst, toChannelsLast, windowAttributes, type Sliding } from './spatial.ts';

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

/** ONNX's order of a filter: outputs, inputs per group, spatial axes. A depthwise filter is a group per input channel. */
function onnxFilter(filter: Operand, depthwise: boolean): Operand {
  const rank = filter.shape.length;
  const spatial = Array.from({ length: rank - 2 }, (_, i) => i);
  if (!depthwise) return permute(filter, [rank - 1, rank - 2, ...spatial]);
  const moved = permute(filter, [rank - 2, rank - 1, ...spatial]);
  return reshaped(moved, [filter.shape[rank - 2]! * filter.shape[rank - 1]!, 1, ...moved.shape.slice(2)]);
}

function intoOnnx(x: Operand, { channelsFirst }: Sliding): Operand {
  return channelsFirst ? x : toChannelsFirst(x);
}

function outOfOnnx(x: Operand, { channelsFirst }: Sliding): Operand {
  return channelsFirst ? x : toChannelsLast(x);
}

function convolve(x: Operand, filter: Operand, sliding: Sliding, depthwise: boolean): Operand {
  const inputs = [intoOnnx(x, sliding), onnxFilter(filter, depthwise)];
  const attributes = { ...windowAttributes(sliding), group: depthwise ? sliding.inChannels : 1 };
  return outOfOnnx(asOperand(node('Conv', inputs, [sliding.batch, sliding.outChannels, ...sliding.output], 'float32', attributes)), sliding);
}

/** Gradient of a convolution with respect to its input. */
function gradientOfInput(dy: Operand, filter: Operand, sliding: Sliding, depthwise: boolean): Operand {
  const { batch, inChannels, input, output, kernel: size, strides, dilations, before, after } = sliding;
  const covered = output.map((length, i) => (length - 1) * strides[i]! + (size[i]! - 1) * dilations[i]! + 1 - before[i]! - after[i]!);
  const attributes = {
    ...windowAttributes(sliding),
    group: depthwise ? inChannels : 1,
    // What the last window did not reach.
    output_padding: input.map((length, i) => length - covered[i]!),
  };
  const inputs = [intoOnnx(dy, sliding), onnxFilter(filter, depthwise)];
  return outOfOnnx(asOperand(node('ConvTranspose', inputs, [batch, inChannels, ...input], 'float32', attributes)), sliding);
}

/**
 * Gradient of a convolution with respect to its filter: a convolution of x with dy over the batch, in which strides
 * and dilations change places.
 */
function gradientOfFilter(x: Operand, dy: Operand, sliding: Sliding, depthwise: boolean): Operand {
  const { batch, inChannels, outChannels, input, output, kernel: size, strides, dilations, before, after } = sliding;
  const swapBatch = (image: Operand): Operand => {
    const axes = [...image.shape.keys()].slice(1);
    const last = axes.pop()!;
    return permute(image, sliding.channelsFirst ? [1, 0, ...axes.slice(1), last] : [last, 0, ...axes]);
  };
  const images = swapBatch(x);
  const grouped = depthwise ? reshaped(images, [1, inChannels * batch, ...input]) : images;
  const lengths = input.map((length, i) => {
    const window = (output[i]! - 1) * strides[i]! + 1;
    return Math.floor((length + before[i]! + after[i]! - window) / dilations[i]!) + 1;
  });
  const attributes = { kernel_shape: output, strides: dilations, dilations: strides, pads: [...before, ...after], group: depthwise ? inChannels : 1 };
  const gradient = node('Conv', [grouped, swapBatch(dy)], [depthwise ? 1 : inChannels, outChannels, ...lengths], 'float32', attributes);
  const cropped = cropSpatial(asOperand(gradient), size);
  const perChannel = depthwise ? reshaped(cropped, [inChannels, outChannels / inChannels, ...size]) : cropped;
  return permute(perChannel, [...size.map((_, i) => i + 2), 0, 1]);
}

function areFloats(...inputs: (TensorInfo | undefined | null)[]): boolean {
  return inputs.every((input) => input === undefined || input === null || input.dtype === 'float32');
}

/** What the attributes of all convolutions say of the window, given the shapes of input and filter. */
type Geometry<Attributes> = (inShape: number[], filterShape: number[], attributes: Attributes) => Sliding;

function plane(depthwise: boolean): Geometry<Conv2DAttrs> {
  return (inShape, filterShape, { strides, pad, dilations, dimRoundingMode, dataFormat }) => {
    // The cpu backend knows depthwise convolutions of one format only.
    const format = backend_util.convertConv2DDataFormat(depthwise ? 'NHWC' : (dataFormat ?? 'NHWC'));
    const [input, filter] = [inShape as Shape4, filterShape as Shape4];
    return slidingOf(backend_util.computeConv2DInfo(input, filter, strides, dilations ?? 1, pad, dimRoundingMode, depthwise, format));
  };
}

const volume: Geometry<Conv3DAttrs> = (inShape, filterShape, { strides, pad, dilations }) => {
  return slidingOf(backend_util.computeConv3DInfo(inShape as Shape5, filterShape as Shape5, strides, dilations ?? 1, pad));
};

type FusedInputs = Record<'x' | 'filter', TensorInfo> & Partial<Record<'bias' | 'preluActivationWeights', TensorInfo | null>>;

function fused({ x, filter, bias, preluActivationWeights: slopes }: FusedInputs, attributes: FusedConv2DAttrs, depthwise: boolean, graph: OnnxRuntimeBackend): TensorInfo | null {
  if (!areFloats(x, filter, bias, slopes)) return null;
  const sliding = plane(depthwise)(x.shape, filter.shape, attributes);
  const activate = activationOf(attributes, slopes ? graph.operand(slopes) : undefined);
  // Vectors would have to be aligned with the channels.
  if (activate === undefined || (sliding.channelsFirst && (bias || slopes))) return null;
  const result = convolve(graph.operand(x), graph.operand(filter), sliding, depthwise);
  return graph.output(activate(bias ? combine('Add', result, graph.operand(bias)) : result));
}

/** A convolution and its two gradients. */
function family<Attributes>(names: readonly [forward: string, ofInput: string, ofFilter: string], depthwise: boolean, geometry: Geometry<Attributes>): Kernel[] {
  const [forward, ofInput, ofFilter] = names;
  return [
    kernel<'x' | 'filter', Attributes>(forward, ({ x, filter }, attributes, graph) => {
      if (!areFloats(x, filter)) return null;
      return graph.output(convolve(graph.operand(x), graph.operand(filter), geometry(x.shape, filter.shape, attributes), depthwise));
    }),
    kernel<'dy' | 'filter', Attributes & { inputShape: number[] }>(ofInput, ({ dy, filter }, attributes, graph) => {
      if (!areFloats(dy, filter)) return null;
      const sliding = geometry(attributes.inputShape, filter.shape, attributes);
      if (!sameShape(dy.shape, outputShape(sliding))) return null;
      return graph.output(gradientOfInput(graph.operand(dy), graph.operand(filter), sliding, depthwise));
    }),
    kernel<'x' | 'dy', Attributes & { filterShape: number[] }>(ofFilter, ({ x, dy }, attributes, graph) => {
      if (!areFloats(x, dy)) return null;
      const sliding = geometry(x.shape, attributes.filterShape, attributes);
      if (!sameShape(dy.shape, outputShape(sliding))) return null;
      return graph.output(gradientOfFilter(graph.operand(x), graph.operand(dy), sliding, depthwise));
    }),
  ];
}

export const convolutionKernels: readonly Kernel[] = [
  ...family([Conv2D, Conv2DBackpropInput, Conv2DBackpropFilter], false, plane(false)),
  ...family([DepthwiseConv2dNative, DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropFilter], true, plane(true)),
  ...family([Conv3D, Conv3DBackpropInputV2, Conv3DBackpropFilterV2], false, volume),
  kernel<'x' | 'filter', FusedConv2DAttrs>(FusedConv2D, (inputs, attributes, graph) => fused(inputs, attributes, false, graph)),
  kernel<'x' | 'filter', FusedConv2DAttrs>(FusedDepthwiseConv2D, (inputs, attributes, graph) => fused(inputs, attributes, true, graph)),
];
