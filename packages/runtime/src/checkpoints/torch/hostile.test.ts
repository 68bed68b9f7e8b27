import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { TorchFile } from '../../index.ts';
import { fixtureFolder } from '../../test-support/fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torch-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'made.bin');
  await writeFile(path, bytes);
  return path;
}

/** A zip file as torch.save writes it, with this pickle and one storage of four float32 values. */
function archive(pickle: string, more: Zippable = {}): Promise<string> {
  const records = { 'a/data.pkl': Buffer.from(pickle, 'latin1'), 'a/data/0': new Uint8Array(16), ...more };
  return written(zipSync(records, { level: 0 }));
}

/** Opens a file and reads all of it. */
async function readAll(path: string): Promise<string[]> {
  const file = await TorchFile.open(path);
  try {
    for (const name of file.names) await file.read(name);
    return file.names;
  } finally {
    await file.close();
  }
}

const integer = (value: number) => `J${String.fromCharCode(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255)}`;
const text = (value: string) => `X${integer(value.length).slice(1)}${value}`;
const storage = ({ key = '0', type = 'torch\nFloatStorage', length = 4 } = {}) => `(${text('storage')}c${type}\n${text(key)}${text('cpu')}${integer(length)}tQ`;
const tensor = ({ stored = storage(), offset = integer(0), shape = `(${integer(4)}t`, strides = `(${integer(1)}t` } = {}) =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${stored}${offset}${shape}${strides}\x89NtR`;
const program = (body: string) => `\x80\x02${body}.`;

test('what the attacks below are made of loads when it is sound', async () => {
  expect(await readAll(await archive(program(tensor())))).toEqual(['tensor']);
});

test.each([
  ['a shell command', `cposix\nsystem\n(${text('touch owned')}tR`, '"posix.system"'],
  ['eval', `c__builtin__\neval\n(${text('1')}tR`, '"__builtin__.eval"'],
  ['a name on the stack', `${text('os')}${text('popen')}\x93`, '"os.popen"'],
  ['a name of the prototype', 'c__proto__\nconstructor\n', '"__proto__.constructor"'],
  ['a longer name than is allowed', 'ctorch._utils\n_rebuild_tensor_v2.__globals__\n', '"torch._utils._rebuild_tensor_v2.__globals__"'],
  ['a model instead of its weights', 'ctorch.nn.modules.linear\nLinear\n)\x81', '"torch.nn.modules.linear.Linear"'],
])('%s is refused by its name', async (_, body, name) => {
  const path = await archive(program(body));
  await expect(TorchFile.open(path)).rejects.toMatchObject({ code: 'TORCH_PICKLE_REFUSED', message: `the pickle asks for ${name}`, where: path });
});

test.each([
  ['an instruction that builds objects', ')\x81', 'TORCH_PICKLE_REFUSED', /instruction 0x81 at byte 3/],
  ['an instruction of protocol 0', "S'text'\n", 'TORCH_PICKLE_REFUSED', /instruction 0x53/],
  ['state of an object', `${text('x')}}b`, 'TORCH_PICKLE_REFUSED', /state of an object/],
  ['steps without end', '0'.padStart(3_000_000, 'N'), 'TORCH_PICKLE_REFUSED', /more than 2000000 steps/],
  ['lists in lists in lists', `${']'.repeat(100_000)}${'a'.repeat(99_999)}`, 'TORCH_PICKLE_REFUSED', /deeper than 16/],
  ['marks that are never closed', '('.repeat(100_000), 'TORCH_FILE_INVALID', /more from its stack/],
  ['a mark that was never opened', 't', 'TORCH_FILE_INVALID', /did not open/],
  ['a value taken from below a mark', '](0', 'TORCH_FILE_INVALID', /more from its stack/],
  ['a value that was never stored', 'h\x07', 'TORCH_FILE_INVALID', /recalls a value 7/],
  ['a text of four gigabytes', 'X\xff\xff\xff\xff', 'TORCH_FILE_INVALID', /cut off/],
  ['bytes of more than memory', '\x8e\xff\xff\xff\xff\xff\xff\xff\xff', 'TORCH_FILE_INVALID', /cut off/],
  ['an integer of 255 bytes', `\x8a\xff${'a'.repeat(255)}`, 'TORCH_FILE_INVALID', /integer of 255 bytes/],
  ['protocol 9', '\x80\x09', 'TORCH_FILE_INVALID', /protocol 9/],
  ['a call of what is no function', `${text('f')})R`, 'TORCH_FILE_INVALID', /no function/],
  ['a call of a storage class', 'ctorch\nFloatStorage\n)R', 'TORCH_FILE_INVALID', /calls torch.FloatStorage/],
  ['a dictionary made from a list', 'ccollections\nOrderedDict\n(]tR', 'TORCH_FILE_INVALID', /from a list/],
  ['items set on a list', `]${text('a')}${text('b')}s`, 'TORCH_FILE_INVALID', /no dictionary/],
  ['half an item', `}(${text('a')}u`, 'TORCH_FILE_INVALID', /no dictionary/],
  ['a persistent id that is a path', `${text('../../etc/passwd')}Q`, 'TORCH_FILE_INVALID', /no storage/],
  ['a tensor beyond its storage', tensor({ shape: `(${integer(5)}t` }), 'TORCH_FILE_INVALID', /\[5\] reaches beyond storage "0" of 4/],
  ['an offset beyond the storage', tensor({ offset: integer(1) }), 'TORCH_FILE_INVALID', /reaches beyond/],
  ['a negative offset', tensor({ offset: integer(-1) }), 'TORCH_FILE_INVALID', /no storage/],
  ['a negative side', tensor({ shape: `(${integer(-4)}t` }), 'TORCH_FILE_INVALID', /malformed/],
  ['a negative stride', tensor({ strides: `(${integer(-1)}t` }), 'TORCH_FILE_INVALID', /malformed/],
  ['a side that is a fraction', tensor({ shape: '(G\x3f\xf8\x00\x00\x00\x00\x00\x00t' }), 'TORCH_FILE_INVALID', /malformed/],
  ['more dimensions than a weight has', tensor({ shape: `(${integer(1).repeat(17)}t`, strides: `(${integer(1).repeat(17)}t` }), 'TORCH_FILE_INVALID', /malformed/],
  ['other strides than dimensions', tensor({ strides: '(t' }), 'TORCH_FILE_INVALID', /other dimensions/],
  ['a product beyond numbers', tensor({ shape: `(${integer(0x7fffffff).repeat(16)}t`, strides: `(${integer(0).repeat(16)}t` }), 'TORCH_FILE_INVALID', /reaches beyond/],
  ['a storage that claims more than is there', tensor({ stored: storage({ length: 4000 }), shape: `(${integer(4000)}t` }), 'TORCH_FILE_INVALID', /record "data\/0" is cut off/],
  ['a storage that is not there', tensor({ stored: storage({ key: '../data.pkl' }) }), 'TORCH_FILE_INVALID', /no record "data\/..\/data.pkl"/],
  ['a storage of complex numbers', tensor({ stored: storage({ type: 'torch\nComplexFloatStorage' }) }), 'TORCH_PICKLE_REFUSED', /"torch.ComplexFloatStorage"/],
])('refuses %s', async (_, body, code, message) => {
  const path = await archive(program(body));
  await expect(readAll(path)).rejects.toMatchObject({ code, where: path, message: expect.stringMatching(message) as string });
});

test('a collection that holds itself, and one that is held thousands of times, are walked once', async () => {
  const itself = `}q\x00${text('a')}h\x00s${text('t')}${tensor()}s`;
  expect(await readAll(await archive(program(itself)))).toEqual(['t']);
  // Thirteen levels of pairs of the level below: eight thousand ways down, were each walked.
  let laughs = `]q\x00${tensor()}a0`;
  for (let level = 1; level < 14; level++) laughs += `]q${String.fromCharCode(level)}h${String.fromCharCode(level - 1)}ah${String.fromCharCode(level - 1)}a0`;
  expect(await readAll(await archive(program(`${laughs}h\x0d`)))).toHaveLength(1);
});

test('dictionaries filled by torch keep versions as state; parameters and older tensors are tensors', async () => {
  const versioned = `ccollections\nOrderedDict\n)R${text('w')}${tensor()}s}${text('_metadata')}}sb`;
  expect(await readAll(await archive(program(versioned)))).toEqual(['w']);
  const parameter = `ctorch._utils\n_rebuild_parameter\n(${tensor()}\x88NtR`;
  expect(await readAll(await archive(program(parameter)))).toEqual(['tensor']);
  const old = tensor().replace('_rebuild_tensor_v2', '_rebuild_tensor');
  expect(await readAll(await archive(program(old)))).toEqual(['tensor']);
});

describe('the zip file', () => {
  const sound = program(tensor());

  test.each<[string, () => Promise<string>, RegExp]>([
    ['names that climb out of the folder', () => archive(sound, { '../../x': new Uint8Array(1) }), /invalid relative path/],
    ['absolute names', () => archive(sound, { '/etc/passwd': new Uint8Array(1) }), /absolute path/],
    ['two records of one name', () => archive(sound, { 'b/data.pkl': new Uint8Array(1) }), /lists "data.pkl" twice/],
    ['no pickle', () => written(zipSync({ 'a/x': new Uint8Array(1) }, { level: 0 })), /no record "data.pkl"/],
    ['a compressed record', () => written(zipSync({ 'a/data.pkl': [Buffer.from(sound, 'latin1'), { level: 9 }] })), /"data.pkl" is compressed/],
    ['what is no torch file', () => written(Buffer.from('PLAIN TEXT')), /begins neither/],
    ['an empty file', () => written(new Uint8Array(0)), /begins neither/],
    ['a zip signature and no more', () => written(Buffer.from('PK\x03\x04')), /damaged or cut off/],
  ])('%s: refused', async (_, make, message) => {
    await expect(readAll(await make())).rejects.toMatchObject({ code: 'TORCH_FILE_INVALID', message: expect.stringMatching(message) as string });
  });

  test('a changed value is noticed by its CRC-32', async () => {
    const path = await archive(sound, { 'a/data/0': Buffer.from('sixteen bytes ok') });
    const bytes = await readFile(path);
    bytes[bytes.indexOf('sixteen')]! ^= 1;
    await written(bytes);
    await expect(readAll(path)).rejects.toMatchObject({ code: 'TORCH_FILE_INVALID', message: 'record "data/0" is damaged: its CRC-32 differs' });
  });

  test('a directory of the long form (zip64), as files beyond 4 GiB have it, is read', async () => {
    const whole = await readFile(await archive(sound));
    const end = Buffer.from(whole.subarray(-22));
    const record = Buffer.alloc(56);
    record.write('PK\x06\x06', 'latin1');
    record.writeBigUInt64LE(44n, 4);
    record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 24);
    record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
    const locator = Buffer.alloc(20);
    locator.write('PK\x06\x07', 'latin1');
    locator.writeBigUInt64LE(BigInt(whole.length - 22), 8);
    locator.writeUInt32LE(1, 16);
    // The short form says that its numbers do not fit.
    end.fill(0xff, 8, 20);
    const path = await written(Buffer.concat([whole.subarray(0, -22), record, locator, end]));
    expect(await readAll(path)).toEqual(['tensor']);
  });

  test.each([
    [0xffffffff, 0x0fffffff],
    [1_000_000, 0],
  ])('a directory of the long form that lies at %i + %i * 2^32 is reported, not thrown where nobody catches it', async (low, high) => {
    const whole = await readFile(await archive(sound));
    const locator = Buffer.alloc(20);
    locator.write('PK\x06\x07', 'latin1');
    locator.writeUInt32LE(low, 8);
    locator.writeUInt32LE(high, 12);
    const path = await written(Buffer.concat([whole.subarray(0, -22), locator, whole.subarray(-22)]));
    await expect(readAll(path)).rejects.toMatchObject({ code: 'TORCH_FILE_INVALID', message: expect.stringMatching(/beyond the end/) as string });
  });

  test('a folder and a missing file are told', async () => {
    await expect(TorchFile.open(folder)).rejects.toMatchObject({ code: 'FILE_READ' });
    await expect(TorchFile.open(join(folder, 'absent'))).rejects.toMatchObject({ code: 'FILE_READ', message: 'no such torch file' });
  });
});

test.each(['tensors.bin', 'tensors-legacy.bin'])('%s cut off anywhere is told, and the file is closed', async (name) => {
  const whole = await readFile(join(fixtureFolder('torch'), name));
  for (let length = 0; length < whole.length; length += 97) {
    const path = await written(whole.subarray(0, length));
    const error: unknown = await readAll(path).catch((caught: unknown) => caught);
    if (!isSkillNeuronsError(error)) throw error;
    expect(error.code).toBe('TORCH_FILE_INVALID');
  }
});
