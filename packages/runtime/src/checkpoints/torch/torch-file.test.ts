import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TorchFile } from '../../index.ts';
import { fixtureFolder } from '../../test-support/fixtures.ts';

const fixture = (name: string) => join(fixtureFolder('torch'), name);
const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<string, Record<string, { shape: number[]; bits: number[] }>>;

/** Every tensor of a file by name: shape and the bits of its float32 values. */
async function contentOf(path: string): Promise<Record<string, { shape: readonly number[]; bits: number[] }>> {
  const file = await TorchFile.open(path);
  try {
    const content: Record<string, { shape: readonly number[]; bits: number[] }> = {};
    for (const name of file.names) {
      const { shape, data } = await file.read(name);
      expect(file.shapeOf(name)).toEqual(shape);
      content[name] = { shape, bits: [...new Int32Array(data.buffer, data.byteOffset, data.length)] };
    }
    return content;
  } finally {
    await file.close();
  }
}

test.each([
  ['tensors.bin', 'tensors'],
  ['tensors-protocol5.bin', 'tensors'],
  ['tensors-legacy.bin', 'tensors'],
  ['floats.bin', 'floats'],
  ['floats-big-endian.bin', 'floats'],
  ['floats-no-crc.bin', 'floats'],
  ['training-state.pkl', 'training-state'],
])('%s: every tensor has the bits that PyTorch reads', async (file, key) => {
  expect(await contentOf(fixture(file))).toEqual(expected[key]);
});

test('types are told as they are stored; integers are no weights', async () => {
  const file = await TorchFile.open(fixture('tensors.bin'));
  expect(['whole', 'half', 'brain', 'double'].map((name) => file.dtypeOf(name))).toEqual(['F32', 'F16', 'BF16', 'F64']);
  expect(file.names).not.toContain('integers');
  await expect(file.read('integers')).rejects.toMatchObject({ code: 'TORCH_TENSOR_UNSUPPORTED', message: 'tensor "integers" is I64, not floating-point' });
  await expect(file.read('absent')).rejects.toMatchObject({ code: 'TORCH_FILE_INVALID', message: 'it holds no tensor "absent"' });
  await file.close();
});

test('one stored value that claims to be a million is not unfolded', async () => {
  const file = await TorchFile.open(fixture('expanded.bin'));
  await expect(file.read('tensor')).rejects.toMatchObject({ code: 'TORCH_TENSOR_UNSUPPORTED', message: 'tensor "tensor" [1000, 1000] repeats 1 stored values' });
  await file.close();
});
