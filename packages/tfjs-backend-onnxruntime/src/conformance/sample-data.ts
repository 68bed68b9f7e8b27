import type { TensorData } from './conformance-case.ts';

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Numbers in [0, 1) that are the same everywhere: the fractional parts of multiples of the golden ratio. */
function sample(count: number, salt: number): number[] {
  return Array.from({ length: count }, (_, i) => ((i + 1 + 17 * salt) * 0.618033988749895) % 1);
}

/** Floats in [low, high), exactly representable as float32. */
export function floats(shape: readonly number[], low = -2, high = 2, salt = 0): TensorData {
  const values = sample(sizeOf(shape), salt).map((x) => Math.fround(low + (high - low) * x));
  return { shape, dtype: 'float32', values };
}

/** Whole numbers in [low, high]. */
export function whole(shape: readonly number[], low = -5, high = 5, salt = 0): TensorData {
  const values = sample(sizeOf(shape), salt).map((x) => Math.floor(low + (high - low + 1) * x));
  return { shape, dtype: 'int32', values };
}

export function booleans(shape: readonly number[], salt = 0): TensorData {
  const values = sample(sizeOf(shape), salt).map((x) => (x < 0.5 ? 0 : 1));
  return { shape, dtype: 'bool', values };
}

/** A tensor of given values. */
export function data(values: readonly number[], shape: readonly number[] = [values.length], dtype: TensorData['dtype'] = 'float32'): TensorData {
  return { shape, dtype, values };
}

/** Values where rounding, signs and overflow show. */
export const difficult: TensorData = data([NaN, Infinity, -Infinity, 0, -0, 1, -1, 2.5, -2.5, 0.5, -0.5, 1e-7, -1e-7, 1e20, -1e20]);
