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

/** The bits of the float32 that is equal to each half; made when the first is read. */
let widenedHalves: Uint32Array | undefined;

/** IEEE half precision (one bit sign, five exponent, ten fraction) to float32, by a table of all 65,536 values. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const table = (widenedHalves ??= Uint32Array.from({ length: 2 ** 16 }, (_, half) => widened(half)));
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]!]!;
  return new Float32Array(bits.buffer);
}

function widened(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  // Subnormal halves are normal in float32.
  if (exponent === 0) return sign | new Uint32Array(Float32Array.of(fraction * 2 ** -24).buffer)[0]!;
  return sign | ((exponent === 0x1f ? 0xff : exponent - 15 + 127) << 23) | (fraction << 13);
}

/** bfloat16 is the upper half of a float32. */
function bfloat16ToFloat32(values: Uint16Array): Float32Array {
  const bits = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) bits[i] = values[i]! << 16;
  return new Float32Array(bits.buffer);
}
