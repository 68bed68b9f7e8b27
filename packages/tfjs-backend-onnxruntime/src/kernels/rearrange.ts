import {
  backend_util, BatchToSpaceND, DepthToSpace, FlipLeftRight, MirrorPad, SpaceToBatchND, type BatchToSpaceNDAttrs, type DepthToSpaceAttrs,
  type MirrorPadAttrs, type SpaceToBatchNDAttrs,
} from '@tensorflow/tfjs-core';
import { reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sameShape, sizeOf } from '../graph/types.ts';
import { gatherConstant } from './gather.ts';
import { kernel, type Kernel } from './kernel.ts';
import { pad, slice } from './shape.ts';
import { permute } from './spatial.ts';

/** The element that stands at `position` of an axis that goes on as its mirror image on both sides. */
function mirrored(position: number, length: number, mode: MirrorPadAttrs['mode']): number {
  const edge = mode === 'reflect' ? 0 : 1;
  if (position < 0) return -position - edge;
  return position < length ? position : 2 * (length - 1) - position + edge;
}

function mirrorAxis(x: Operand, axis: number, [before, after]: readonly [number, number], mode: MirrorPadAttrs['mode']): Operand {
  if (before === 0 && after === 0) return x;
  const length = x.shape[axis]!;
  return gatherConstant(x, Array.from({ length: before + length + after }, (_, i) => mirrored(i - before, length, mode)), axis);
}

/** Kernels that only move elements of an image. */
export const rearrangeKernels: readonly Kernel[] = [
  kernel<'x', BatchToSpaceNDAttrs>(BatchToSpaceND, ({ x }, { blockShape, crops }, graph) => {
    const blockSize = sizeOf(blockShape);
    const blocks = reshaped(graph.operand(x), backend_util.getReshaped(x.shape, blockShape, blockSize));
    const moved = permute(blocks, backend_util.getPermuted(blocks.shape.length, blockShape.length));
    const whole = backend_util.getReshapedPermuted(x.shape, blockShape, blockSize);
    const begin = whole.map((_, axis) => crops[axis - 1]?.[0] ?? 0);
    const size = whole.map((length, axis) => length - begin[axis]! - (crops[axis - 1]?.[1] ?? 0));
    const spread = reshaped(moved, whole);
    return graph.output(sameShape(whole, size) ? spread : slice(spread, begin, size));
  }),
  kernel<'x', SpaceToBatchNDAttrs>(SpaceToBatchND, ({ x }, { blockShape, paddings }, graph) => {
    const blockSize = sizeOf(blockShape);
    const none = [0, 0] as [number, number];
    const all = x.shape.map((_, axis) => (paddings[axis - 1] ?? none) as [number, number]);
    const padded = pad(graph.operand(x), all, 0);
    const blocks = reshaped(padded, backend_util.getReshaped([...padded.shape], blockShape, blockSize, false));
    const moved = permute(blocks, backend_util.getPermuted(blocks.shape.length, blockShape.length, false));
    return graph.output(reshaped(moved, backend_util.getReshapedPermuted([...padded.shape], blockShape, blockSize, false)));
  }),
  kernel<'x', DepthToSpaceAttrs>(DepthToSpace, ({ x }, { blockSize, dataFormat }, graph) => {
    if (dataFormat !== 'NHWC') return null;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const depth = channels / blockSize ** 2;
    const moved = permute(reshaped(graph.operand(x), [batch, height, width, blockSize, blockSize, depth]), [0, 1, 3, 2, 4, 5]);
    return graph.output(reshaped(moved, [batch, height * blockSize, width * blockSize, depth]));
  }),
  kernel<'image'>(FlipLeftRight, ({ image }, _, graph) => {
    const width = image.shape[2]!;
    return graph.output(gatherConstant(graph.operand(image), Array.from({ length: width }, (__, i) => width - 1 - i), 2));
  }),
  kernel<'x', MirrorPadAttrs>(MirrorPad, ({ x }, { paddings, mode }, graph) => {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return graph.alias(x);
    return graph.output(paddings.reduce((image, padding, axis) => mirrorAxis(image, axis, padding, mode), graph.operand(x)));
  }),
];
