import { BatchMatMul, Einsum, _FusedMatMul, backend_util, util, type BatchMatMulAttrs, type EinsumAttrs, type TensorInfo, type _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import { asOperand, microsoft, node, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sizeOf } from '../graph/types.ts';
import { activationOf } from './activation.ts';
import { broadcastShape, combine } from './binary.ts';
import { kernel, listKernel, type Kernel } from './kernel.ts';

function transposed(x: Operand): Operand {
  const rank = x.shape.length;
  const perm = [...x.shape.keys()];
  perm.splice(rank - 2, 2, rank - 1, rank - 2);
  return asOperand(node('Transpose', [x], perm.map((axis) => x.shape[axis]!), x.node.type, { perm }));
}

/** Product of the last two axes, with broadcasting over the others. */
export function matMul(a: Operand, b: Operand, transposeA: boolean, transposeB: boolean): Operand {
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const [inner, innerB] = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  util.assert(inner === innerB, () => `Error in matMul: inner shapes (${inner}) and (${innerB}) of tensors with shapes ${a.shape.join()} and ${b.shape.join()} must match`);
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  // One large product instead of one per batch element.
  if (a.shape.length > 2 && !transposeA && sizeOf(b.shape.slice(0, -2)) === 1) {
    const flat = reshaped(a, [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1)!]);
    const result = matMul(flat, reshaped(b, b.shape.slice(-2)), false, transposeB);
    return reshaped(result, [...batch, rows, columns]);
  }
  const shape = [...batch, rows, columns];
  const { type } = a.node;
  if (!transposeA && !transposeB) return asOperand(node('MatMul', [a, b], shape, type));
  if (type !== 'float32') return matMul(transposeA ? transposed(a) : a, transposeB ? transposed(b) : b, false, false);
  return asOperand(node('FusedMatMul', [a, b], shape, type, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 }, microsoft));
}

type FusedInputs = Record<'a' | 'b', TensorInfo> & Partial<Record<'bias' | 'preluActivationWeights', TensorInfo | null>>;

export const matMulKernels: readonly Kernel[] = [
  kernel<'a' | 'b', BatchMatMulAttrs>(BatchMatMul, ({ a, b }, { transposeA, transposeB }, graph) => {
    if (a.dtype !== b.dtype || a.dtype === 'bool') return null;
    return graph.output(matMul(graph.operand(a), graph.operand(b), transposeA, transposeB));
  }),
  kernel<'a' | 'b' | 'bias' | 'preluActivationWeights', _FusedMatMulAttrs>(_FusedMatMul, (inputs, attributes, graph) => {
    const { a, b, bias, preluActivationWeights: slopes } = inputs as FusedInputs;
    const { transposeA, transposeB } = attributes;
    const activate = activationOf(attributes, slopes ? graph.operand(slopes) : undefined);
    if (activate === undefined || a.dtype !== 'float32' || b.dtype !== 'float32') return null;
    let result = matMul(graph.operand(a), graph.operand(b), transposeA, transposeB);
    if (bias) result = combine('Add', result, graph.operand(bias));
    return graph.output(activate(result));
  }),
  listKernel<EinsumAttrs>(Einsum, (inputs, { equation }, graph) => {
    if (inputs.some(({ dtype }) => dtype !== 'float32')) return null;
    const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, inputs.length);
    backend_util.checkEinsumDimSizes(allDims.length, idDims, inputs as never);
    const sizes = new Map<number, number>();
    idDims.forEach((dims, i) => dims.forEach((dim, axis) => sizes.set(dim, inputs[i]!.shape[axis]!)));
    const shape = allDims.map((_, dim) => dim).filter((dim) => !summedDims.includes(dim)).map((dim) => sizes.get(dim)!);
    return graph.output(asOperand(node('Einsum', inputs.map((input) => graph.operand(input)), shape, 'float32', { equation })));
  }),
];

