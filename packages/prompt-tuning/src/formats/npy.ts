import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { toFloat32, type FloatType, type TensorData } from '@skill-neurons/runtime';

export const npySignature = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

const floatTypes: Readonly<Record<string, readonly [FloatType, bytes: number]>> = { f2: ['F16', 2], f4: ['F32', 4], f8: ['F64', 8] };

/** numpy writes its headers so; whatever else a Python literal could say is not needed for an array of floats. */
const headerPattern = /^\{'descr': '([<>])(f[248])', 'fortran_order': (True|False), 'shape': \(((?:\d{1,9}, ?)*(?:\d{1,9})?)\), ?\}\s*$/;

/**
 * Reads an array of floats from the bytes of a .npy file, row-major, as float32.
 * @throws PROMPT_NPY
 */
export function parseNpy(bytes: Uint8Array, where: string): TensorData & { dtype: FloatType } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (!npySignature.every((byte, i) => bytes[i] === byte) || bytes.length < 12 || version === undefined || version < 1 || version > 3) throw invalid(where, 'it is no .npy file of version 1 to 3');
  const [lengthBytes, headerBytes] = version === 1 ? [2, view.getUint16(8, true)] : [4, view.getUint32(8, true)];
  const start = 8 + lengthBytes + headerBytes;
  if (start > bytes.length) throw invalid(where, 'its header is cut off');
  const header = headerPattern.exec(new TextDecoder().decode(bytes.subarray(8 + lengthBytes, start)));
  if (header === null) throw invalid(where, 'it holds no plain array of float16, float32 or float64');
  const [, order, type, fortran, sides] = header as unknown as [string, string, string, string, string];
  const shape = sides.split(',').filter((side) => side.trim() !== '').map(Number);
  const [dtype, valueBytes] = floatTypes[type]!;
  const expected = shape.reduce((product, side) => product * side, valueBytes);
  if (bytes.length - start !== expected) throw invalid(where, `an array [${shape.join(', ')}] takes ${expected} bytes, ${bytes.length - start} are there`);
  // A copy: values must start at a multiple of their size.
  const values = Buffer.from(new Uint8Array(bytes.subarray(start)).buffer);
  if (order === '>') swap(values, valueBytes);
  const data = toFloat32(values.buffer as ArrayBuffer, dtype);
  return { shape, dtype, data: fortran === 'True' ? fromColumnMajor(data, shape) : data };
}

/** Writes a float32 array as numpy.save does. */
export async function writeNpy(path: string, { shape, data }: TensorData): Promise<void> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  // The values start at a multiple of 64 bytes; a line feed ends the header.
  const headerBytes = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const head = Buffer.concat([npySignature, Buffer.from([1, 0, headerBytes % 256, Math.floor(headerBytes / 256)]), Buffer.from(`${header.padEnd(headerBytes - 1)}\n`)]);
  await writeFileAtomic(path, Buffer.concat([head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]));
}

/** Copies bits, so that every value stays what it was. */
function fromColumnMajor(data: Float32Array, shape: readonly number[]): Float32Array {
  const from = new Uint32Array(data.buffer);
  const to = new Uint32Array(from.length);
  for (let i = 0; i < to.length; i++) {
    let [rest, place, stride] = [i, 0, to.length];
    // The last index runs fastest in a row-major array, the first in a column-major one.
    for (const side of [...shape].reverse()) {
      stride /= side;
      place += (rest % side) * stride;
      rest = Math.floor(rest / side);
    }
    to[i] = from[place]!;
  }
  return new Float32Array(to.buffer);
}

function swap(bytes: Buffer, valueBytes: number): void {
  if (valueBytes === 2) bytes.swap16();
  if (valueBytes === 4) bytes.swap32();
  if (valueBytes === 8) bytes.swap64();
}

function invalid(where: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_NPY', message, where, hint: 'save it with numpy.save(path, array.astype("float32"))' });
}
