import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { fixtureFolder } from '../test-support/fixtures.ts';
import { readSafetensors, writeSafetensors } from '../index.ts';
import { float16ToFloat32 } from './float-conversion.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file with this header and so many bytes of data. */
async function fileOf(header: unknown, dataBytes: number): Promise<string> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(folder, 'made.safetensors');
  await writeFile(path, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
  return path;
}

const entry = (begin: number, end: number, more: object = {}) => ({ dtype: 'F32', shape: [(end - begin) / 4], data_offsets: [begin, end], ...more });

test('what is written is read back: names, shapes, values and metadata', async () => {
  const path = join(folder, 'round.safetensors');
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__'), fc.array(fc.array(fc.float({ noNaN: true }), { minLength: 3, maxLength: 3 }), { maxLength: 4 })),
      fc.dictionary(fc.string(), fc.string()),
      async (arrays, metadata) => {
        const tensors = Object.fromEntries(Object.entries(arrays).map(([name, rows]) => [name, { shape: [rows.length, 3], data: Float32Array.from(rows.flat()) }]));
        await writeSafetensors(path, tensors, metadata);
        const read = await readSafetensors(path);
        expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, tensor] of Object.entries(tensors)) expect(read.tensors[name]).toEqual(tensor);
        expect(read.metadata).toEqual({ format: 'pt', ...metadata });
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});

test('the same tensors give the same bytes, whatever the order they come in', async () => {
  const [a, b] = [{ shape: [2], data: Float32Array.of(1, 2) }, { shape: [], data: Float32Array.of(3) }];
  await writeSafetensors(join(folder, '1'), { a, b }, { x: '1', y: '2' });
  await writeSafetensors(join(folder, '2'), { b, a }, { y: '2', x: '1' });
  expect(await readFile(join(folder, '1'))).toEqual(await readFile(join(folder, '2')));
});

test('a tensor may be a view of a larger array', async () => {
  const path = join(folder, 'view');
  await writeSafetensors(path, { view: { shape: [2], data: new Float32Array([0, 1, 2, 3]).subarray(1, 3) } });
  expect([...(await readSafetensors(path)).tensors['view']!.data]).toEqual([1, 2]);
});

test('a shape that does not fit its values is not written', async () => {
  await expect(writeSafetensors(join(folder, 'x'), { wrong: { shape: [2, 2], data: new Float32Array(3) } })).rejects.toMatchObject({ code: 'SAFETENSORS_SHAPE' });
});

test("files by Hugging Face's own writer: float32, float16, bfloat16; integers are left out", async () => {
  const roberta = await readSafetensors(join(fixtureFolder('roberta'), 'model.safetensors'));
  expect(roberta.tensors['roberta.embeddings.word_embeddings.weight']!.shape).toEqual([61, 32]);
  expect(Object.keys(roberta.tensors)).not.toContain('roberta.embeddings.position_ids');
  expect(roberta.metadata).toEqual({ format: 'pt' });
  for (const name of ['t5', 't5-gated']) {
    const { data } = (await readSafetensors(join(fixtureFolder(name), 'model.safetensors'))).tensors['shared.weight']!;
    const spread = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
    expect(spread).toBeCloseTo(0.5, 1);
  }
});

test('half precision: normal, subnormal, zero, infinite, not a number', async () => {
  const path = await fileOf({ half: { dtype: 'F16', shape: [6], data_offsets: [0, 12] }, brain: { dtype: 'BF16', shape: [2], data_offsets: [12, 16] } }, 16);
  const bytes = await readFile(path);
  [0x3555, 0xc000, 0x0001, 0x8000, 0x7c00, 0x7e00, 0x4049, 0xff80].forEach((bits, i) => bytes.writeUInt16LE(bits, bytes.length - 16 + 2 * i));
  await writeFile(path, bytes);
  const { half, brain } = (await readSafetensors(path)).tensors;
  expect([...half!.data]).toEqual([0.333251953125, -2, 2 ** -24, -0, Infinity, NaN]);
  expect([...brain!.data]).toEqual([3.140625, -Infinity]);
});

test('all 65,536 halves widen to the number that the standard gives them', () => {
  const wide = float16ToFloat32(Uint16Array.from({ length: 2 ** 16 }, (_, half) => half));
  wide.forEach((value, half) => {
    const [exponent, fraction] = [(half >> 10) & 0x1f, half & 0x3ff];
    const finite = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    const magnitude = exponent < 31 ? finite : fraction === 0 ? Infinity : NaN;
    if (!Object.is(value, half & 0x8000 ? -magnitude : magnitude)) throw new Error(`half ${half} became ${value}`);
  });
});

test.each<[string, unknown, number, RegExp]>([
  ['no JSON', '{"a":', 0, /header is not JSON/],
  ['a list', [], 0, /not a JSON object/],
  ['an unknown dtype', { a: entry(0, 4, { dtype: 'F31' }) }, 4, /unknown dtype "F31"/],
  ['a shape that does not fit', { a: entry(0, 8, { shape: [3] }) }, 8, /"a" \[3\] F32 needs 12 bytes, its offsets hold 8/],
  ['a negative side', { a: entry(0, 4, { shape: [-1] }) }, 4, /malformed/],
  ['a huge product', { a: entry(0, 4, { shape: [2 ** 40, 2 ** 40] }) }, 4, /needs/],
  ['offsets backwards', { a: entry(8, 4, { shape: [] }) }, 8, /needs 4 bytes, its offsets hold -4/],
  ['overlapping tensors', { a: entry(0, 8), b: entry(4, 12) }, 12, /"a" and "b" overlap/],
  ['metadata of numbers', { __metadata__: { a: 1 } }, 0, /__metadata__/],
])('refuses %s', async (_, header, dataBytes, message) => {
  const path = await fileOf(header, dataBytes);
  await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'SAFETENSORS_INVALID', where: path, message: expect.stringMatching(message) as string });
});

test('a file cut off anywhere is told as such, on one line', async () => {
  const path = join(folder, 'cut.safetensors');
  await writeSafetensors(path, { a: { shape: [4], data: new Float32Array(4) } });
  const whole = await readFile(path);
  for (const length of [0, 7, 8, 30, whole.length - 1]) {
    await writeFile(path, whole.subarray(0, length));
    const error: unknown = await readSafetensors(path).catch((caught: unknown) => caught);
    if (!isSkillNeuronsError(error)) throw error;
    expect(error.code).toBe('SAFETENSORS_TRUNCATED');
    expect(error.oneLine).toMatch(/cut\.safetensors: the file is cut off: .* - copy or download it again$/);
  }
});

test('a header that claims gigabytes is refused before memory is asked for', async () => {
  const path = join(folder, 'huge.safetensors');
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(2n ** 62n);
  await writeFile(path, bytes);
  await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'SAFETENSORS_INVALID', message: expect.stringMatching(/at most 100000000/) as string });
});

test('a missing file is named', async () => {
  await expect(readSafetensors(join(folder, 'absent'))).rejects.toMatchObject({ code: 'FILE_READ', where: join(folder, 'absent') });
});

test('damaged headers never crash the reader', async () => {
  const path = join(folder, 'damaged.safetensors');
  await writeSafetensors(path, { a: { shape: [2], data: Float32Array.of(1, 2) }, b: { shape: [1], data: Float32Array.of(3) } });
  const whole = await readFile(path);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 13), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = Buffer.from(whole);
      for (const [place, value] of changes) bytes[place] = value;
      await writeFile(path, bytes);
      const error: unknown = await readSafetensors(path).then(() => undefined, (caught: unknown) => caught);
      expect(error === undefined || isSkillNeuronsError(error)).toBe(true);
    }),
    { numRuns: 200, seed: 2 },
  );
});
