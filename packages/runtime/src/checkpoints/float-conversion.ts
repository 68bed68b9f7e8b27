/** The floating-point types that files of weights hold, by the names of the safetensors format. */
export type FloatType = 'F64' | 'F32' | 'F16' | 'BF16';

const floatTypes: ReadonlySet<string> = new Set<FloatType>(['F64', 'F32', 'F16', 'BF16']);

export function isFloatType(dtype: string): dtype is FloatType {
  return floatTypes.has(dtype);
}

/** Little-endian values of a floating-point type as float32; F32 keeps its bits and shares the memory. */
export function toFloat32(bytes: ArrayBuffer, dtype: FloatType): Float32Array {
  if (dtype === 'F16') return float16ToFloat32(new Uint16Array(bytes));
  if (dtype === 'BF16') return bfloat16ToFloat32(new Uint16Array(bytes));
  if (dtype === 'F64') return Float32Array.from(new Float64Array(bytes));
  return new Float32Array(bytes);
}

/** IEEE half precision (one bit sign, five exponent, ten fraction) to float32. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const result = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    const magnitude =
      exponent === 0x1f ? (fraction === 0 ? Infinity : NaN)
      : exponent === 0 ? fraction * 2 ** -24
      : (1 + fraction / 1024) * 2 ** (exponent - 15);
    result[i] = half & 0x8000 ? -magnitude : magnitude;
  }
  return result;
}

/** bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(values: Uint16Array): Float32Array {
  const bits = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) bits[i] = values[i]! << 16;
  return new Float32Array(bits.buffer);
}
