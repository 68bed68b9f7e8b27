import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import type { TensorData } from './tensor-file.ts';

/**
 * Writes float32 tensors as a safetensors file, sorted by name, whole or not at all; `safetensors.numpy.load_file` reads it.
 * The same tensors and metadata give the same bytes.
 * @throws SAFETENSORS_SHAPE where a shape and its values disagree, FILE_WRITE.
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  header['__metadata__'] = Object.fromEntries(Object.entries({ format: 'pt', ...metadata }).sort(([a], [b]) => (a < b ? -1 : 1)));
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    checkShape(path, name, shape, data.length);
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  // The data section starts on a multiple of 8; the format pads the header with spaces.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + headerBytes + end, ' ');
  bytes.writeBigUInt64LE(BigInt(headerBytes), 0);
  json.copy(bytes, 8);
  let position = 8 + headerBytes;
  for (const name of names) {
    const { data } = tensors[name]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  await writeFileAtomic(path, bytes);
}

function checkShape(path: string, name: string, shape: readonly number[], values: number): void {
  const expected = shape.reduce((product, side) => product * side, 1);
  if (expected === values && name !== '__metadata__') return;
  throw new SkillNeuronsError({ code: 'SAFETENSORS_SHAPE', message: `cannot write tensor "${name}" [${shape.join(', ')}] with ${values} values`, where: path, kind: 'internal' });
}
