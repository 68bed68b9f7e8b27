import { zipSync } from 'fflate';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import type { TensorData } from '../tensor-file.ts';

/** The day that torch stamps on its records, so that the same tensor gives the same bytes. */
const stamp = new Date(1980, 0, 1);
const root = 'archive';

/** Writes one float32 tensor so that `torch.load(path, weights_only=True)` returns it, whole or not at all. */
export async function writeTorchTensor(path: string, { shape, data }: TensorData): Promise<void> {
  if (shape.reduce((product, side) => product * side, 1) !== data.length) {
    throw new SkillNeuronsError({ code: 'TORCH_SHAPE', message: `cannot write a tensor [${shape.join(', ')}] with ${data.length} values`, where: path, kind: 'internal' });
  }
  const records = {
    [`${root}/data.pkl`]: pickledTensor(shape, data.length),
    [`${root}/byteorder`]: Buffer.from('little'),
    [`${root}/data/0`]: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    [`${root}/version`]: Buffer.from('3\n'),
  };
  await writeFileAtomic(path, zipSync(records, { level: 0, mtime: stamp }));
}

/** `_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())` in pickle protocol 2. */
function pickledTensor(shape: readonly number[], values: number): Uint8Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const storage = ['(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), integer(values), 'tQ'];
  const view = [integer(0), tuple(shape), tuple(strides), '\x89'];
  const program = ['\x80\x02', 'ctorch._utils\n_rebuild_tensor_v2\n', '(', ...storage, ...view, 'ccollections\nOrderedDict\n', ')R', 'tR', '.'];
  return Buffer.from(program.join(''), 'latin1');
}

const tuple = (values: readonly number[]): string => `(${values.map(integer).join('')}t`;

/** BINUNICODE of a text without special characters. */
const text = (value: string): string => `X${littleEndian(value.length, 4)}${value}`;

/** BININT, or LONG1 where four bytes do not hold it. */
const integer = (value: number): string => (value < 2 ** 31 ? `J${littleEndian(value, 4)}` : `\x8a\x08${littleEndian(value, 8)}`);

function littleEndian(value: number, bytes: number): string {
  return Array.from({ length: bytes }, (_, i) => String.fromCharCode(Math.floor(value / 256 ** i) % 256)).join('');
}
