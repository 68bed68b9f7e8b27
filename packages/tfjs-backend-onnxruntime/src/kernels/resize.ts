import { ResizeBilinear, ResizeBilinearGrad, ResizeNearestNeighbor, ResizeNearestNeighborGrad, type ResizeBilinearAttrs } from '@tensorflow/tfjs-core';
import { asOperand, cast, constant, node, reshaped } from '../graph/build.ts';
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

/** Between which two input elements each output element lies, and how much the upper one counts. */
function neighbours(resized: ResizedAxis): { lower: number[]; upper: number[]; weights: Float32Array } {
  const { from, to, halfPixelCenters } = resized;
  const places = Array.from({ length: to }, (_, i) => (halfPixelCenters ? ratio(resized) * (i + 0.5) - 0.5 : ratio(resized) * i));
  const lower = places.map((place) => Math.max(0, Math.floor(place)));
  const upper = places.map((place) => Math.min(from - 1, Math.ceil(place)));
  return { lower, upper, weights: Float32Array.from(places, (place, i) => place - lower[i]!) };
}

/** Which input element each output element copies. */
function nearestPlaces(resized: ResizedAxis): number[] {
  const { from, to, alignCorners, halfPixelCenters } = resized;
  const whole = alignCorners ? Math.round : Math.floor;
  return Array.from({ length: to }, (_, i) => Math.min(from - 1, whole(ratio(resized) * (halfPixelCenters ? i + 0.5 : i))));
}

function interpolate(x: Operand, resized: ResizedAxis): Operand {
  const { axis, to } = resized;
  const { lower, upper, weights } = neighbours(resized);
  const first = gatherConstant(x, lower, axis);
  const weight = asOperand(constant(weights, [to, ...x.shape.slice(axis + 1).map(() => 1)], 'float32'));
  return combine('Add', first, combine('Mul', combine('Sub', gatherConstant(x, upper, axis), first), weight));
}

function nearest(x: Operand, resized: ResizedAxis): Operand {
  return gatherConstant(x, nearestPlaces(resized), resized.axis);
}

/** What each output element takes from each input element, [from, to]. */
type Shares = (resized: ResizedAxis) => Float32Array;

const interpolatedShares: Shares = (resized) => {
  const { from, to } = resized;
  const { lower, upper, weights } = neighbours(resized);
  const shares = new Float32Array(from * to);
  weights.forEach((weight, i) => {
    shares[lower[i]! * to + i]! += 1 - weight;
    shares[upper[i]! * to + i]! += weight;
  });
  return shares;
};

const nearestShares: Shares = (resized) => {
  const { from, to } = resized;
  const shares = new Float32Array(from * to);
  nearestPlaces(resized).forEach((place, i) => (shares[place * to + i] = 1));
  return shares;
};

/** Resizing is linear and one axis at a time, so its gradient is a product with the transposed shares of either axis. */
function resizeGradient(name: string, sharesOf: Shares): Kernel {
  return kernel<'dy' | 'images', Omit<ResizeBilinearAttrs, 'size'>>(name, ({ dy, images }, attributes, graph) => {
    if (dy.dtype !== 'float32') return null;
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const size = dy.shape.slice(1, 3) as [number, number];
    const [rows, columns] = axesOf(images.shape, { ...attributes, size }).map((resized) => {
      return asOperand(constant(sharesOf(resized), [resized.from, resized.to], 'float32'));
    });
    const byRow = reshaped(graph.operand(dy), [batch, size[0], size[1] * channels]);
    const rowsDone = asOperand(node('MatMul', [rows!, byRow], [batch, height, size[1] * channels], 'float32'));
    const byColumn = reshaped(rowsDone, [batch * height, size[1], channels]);
    const done = asOperand(node('MatMul', [columns!, byColumn], [batch * height, width, channels], 'float32'));
    return graph.output(reshaped(done, images.shape));
  });
}

export const resizeKernels: readonly Kernel[] = [
  // Columns first, as the cpu backend does, for equal rounding.
  kernel<'images', ResizeBilinearAttrs>(ResizeBilinear, ({ images }, attributes, graph) => {
    return graph.output(axesOf(images.shape, attributes).reverse().reduce(interpolate, cast(graph.operand(images), 'float32')));
  }),
  kernel<'images', ResizeBilinearAttrs>(ResizeNearestNeighbor, ({ images }, attributes, graph) => {
    return graph.output(axesOf(images.shape, attributes).reduce(nearest, graph.operand(images)));
  }),
  resizeGradient(ResizeBilinearGrad, interpolatedShares),
  resizeGradient(ResizeNearestNeighborGrad, nearestShares),
];
