import { asOperand, cast, constant, literal } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { HeldValues } from '../session/held-values.ts';
import { combine } from './binary.ts';
import { where } from './comparison.ts';

/** Where `indices` (int32) lie outside [0, size). */
export function outside(indices: Operand, size: number): Operand {
  const [zero, end] = [asOperand(literal(0, 'int32')), asOperand(literal(size, 'int32'))];
  return combine('Or', combine('Less', indices, zero, 'bool'), combine('GreaterOrEqual', indices, end, 'bool'), 'bool');
}

/**
 * The indices as int32, all of them in [0, size) or refused: at once where their values are known, else when the graph runs.
 * ONNX counts negative indices from the end; TensorFlow.js refuses them.
 * @param sizes one size for all indices, or one per element of the last axis
 * @throws Error, as the cpu backend does, for an index out of range
 */
export function checkedIndices(indices: Operand, sizes: readonly number[], kernelName: string): Operand {
  const { value } = indices.node;
  if (value !== null && !(value instanceof HeldValues)) {
    for (let i = 0; i < value.length; i++) {
      const index = value[i]!;
      const size = sizes[i % sizes.length]!;
      if (index < 0 || index >= size) throw new Error(`${kernelName}: the index value ${index} is not in [0, ${size - 1}]`);
    }
    return cast(indices, 'int32');
  }
  const whole = cast(indices, 'int32');
  const negative = combine('Less', whole, asOperand(literal(0, 'int32')), 'bool');
  const beyond = asOperand(sizes.length === 1 ? literal(sizes[0]!, 'int32') : constant(Int32Array.from(sizes), [sizes.length], 'int32'));
  return where(negative, beyond, whole, whole.shape);
}
