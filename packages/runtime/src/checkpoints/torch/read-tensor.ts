import { SkillNeuronsError } from '@skill-neurons/core';
import { isFloatType, toFloat32 } from '../float-conversion.ts';
import type { TensorData } from '../tensor-file.ts';
import type { TorchTensor } from './torch-tensor.ts';

/** Bytes [begin, begin + length) of the run that a storage lies in. */
export type ReadStorage = (key: string, begin: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;

/** Reads one floating-point tensor as row-major float32: of its storage, only the part from its first to its last value. */
export async function readTensor(name: string, tensor: TorchTensor, bigEndian: boolean, path: string, read: ReadStorage): Promise<TensorData> {
  const { storage, offset, shape, strides, size, span } = tensor;
  const { key, dtype, valueBytes } = storage;
  if (!isFloatType(dtype)) throw unsupported(path, `tensor "${name}" is ${dtype}, not floating-point`);
  // A few stored values can claim to be a tensor of any size.
  if (size > span) throw unsupported(path, `tensor "${name}" [${shape.join(', ')}] repeats ${span} stored values`);
  const bytes = await read(key, (storage.begin + offset) * valueBytes, span * valueBytes);
  if (bigEndian) swapBytes(bytes, valueBytes);
  return { shape, data: toFloat32(tensor.contiguous ? bytes.buffer : gather(bytes, shape, strides, valueBytes), dtype) };
}

/** Copies the values of a view into row-major order, bit by bit. */
function gather(bytes: Uint8Array<ArrayBuffer>, shape: readonly number[], strides: readonly number[], valueBytes: number): ArrayBuffer {
  const size = shape.reduce((product, side) => product * side, 1);
  const result = new Uint8Array(size * valueBytes);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < size; to++) {
    for (let byte = 0; byte < valueBytes; byte++) result[to * valueBytes + byte] = bytes[from * valueBytes + byte]!;
    // The next index, counted up from the last dimension.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result.buffer;
}

function swapBytes(bytes: Uint8Array<ArrayBuffer>, valueBytes: number): void {
  const buffer = Buffer.from(bytes.buffer);
  if (valueBytes === 2) buffer.swap16();
  if (valueBytes === 4) buffer.swap32();
  if (valueBytes === 8) buffer.swap64();
}

function unsupported(path: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TORCH_TENSOR_UNSUPPORTED', message, where: path, hint: 'save it as a contiguous float tensor: tensor.float().contiguous()' });
}
