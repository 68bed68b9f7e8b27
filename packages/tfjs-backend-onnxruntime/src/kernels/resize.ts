import { ResizeBilinear, ResizeNearestNeighbor, type ResizeBilinearAttrs } from '@tensorflow/tfjs-core';
import { asOperand, cast, constant } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { combine } from './binary.ts';
import { gatherConstant } from './gather.ts';
import { kernel, type Kernel } from './kernel.ts';

/** One axis of a resized image; formulas as in the cpu backend. */
interface ResizedAxis {
  axis: number;
  from: number;
  to: number;
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

function axesOf(shape: readonly number[], { size, alignCorners, halfPixelCenters }: ResizeBilinearAttrs): ResizedAxis[] {
  return size.map((to, i) => ({ axis: i + 1, from: shape[i + 1]!, to, alignCorners, halfPixelCenters }));
}

/** Input elements per output element. */
function ratio({ from, to, alignCorners }: ResizedAxis): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

function interpolate(x: Operand, resized: ResizedAxis): Operand {
  const { axis, from, to, halfPixelCenters } = resized;
  const places = Array.from({ length: to }, (_, i) => (halfPixelCenters ? ratio(resized) * (i + 0.5) - 0.5 : ratio(resized) * i));
  const lower = places.map((place) => Math.max(0, Math.floor(place)));
  const upper = places.map((place) => Math.min(from - 1, Math.ceil(place)));
  const weights = Float32Array.from(places, (place, i) => place - lower[i]!);
  const first = gatherConstant(x, lower, axis);
  const weight = asOperand(constant(weights, [to, ...x.shape.slice(axis + 1).map(() => 1)], 'float32'));
  return combine('Add', first, combine('Mul', combine('Sub', gatherConstant(x, upper, axis), first), weight));
}

function nearest(x: Operand, resized: ResizedAxis): Operand {
  const { axis, from, to, alignCorners, halfPixelCenters } = resized;
  const whole = alignCorners ? Math.round : Math.floor;
  const places = Array.from({ length: to }, (_, i) => Math.min(from - 1, whole(ratio(resized) * (halfPixelCenters ? i + 0.5 : i))));
  return gatherConstant(x, places, axis);
}

export const resizeKernels: readonly Kernel[] = [
  // Columns first, as the cpu backend does, for equal rounding.
  kernel<'images', ResizeBilinearAttrs>(ResizeBilinear, ({ images }, attributes, graph) => {
    return graph.output(axesOf(images.shape, attributes).reverse().reduce(interpolate, cast(graph.operand(images), 'float32')));
  }),
  kernel<'images', ResizeBilinearAttrs>(ResizeNearestNeighbor, ({ images }, attributes, graph) => {
    return graph.output(axesOf(images.shape, attributes).reduce(nearest, graph.operand(images)));
  }),
];
