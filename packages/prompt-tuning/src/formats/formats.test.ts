import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { writeSafetensors } from '@skill-neurons/runtime';
import { loadPrompt, savePrompt } from '../prompt-file.ts';
import type { SoftPrompt } from '../soft-prompt.ts';
import { exportPrompt, promptFormats, type PromptFormat } from './export-prompt.ts';
import { importPrompt } from './import-prompt.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../test/fixtures/prompts/${name}`, import.meta.url));
const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as { bits: number[]; halfBits: number[]; peftBits: number[] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formats-'));
});
afterEach(() => rm(folder, { recursive: true }));

const bitsOf = ({ values }: SoftPrompt) => [...new Int32Array(values.buffer, values.byteOffset, values.length)];
const promptOf = (bits: number[], hiddenSize: number, origin: SoftPrompt['origin']): SoftPrompt => ({
  virtualTokens: bits.length / hiddenSize, hiddenSize, values: new Float32Array(Int32Array.from(bits).buffer), origin,
});

test.each([
  ['one.pt', 'torch', 'tensor'],
  ['one.pkl', 'torch', 'model'],
  ['one.safetensors', 'safetensors', 'prompt_embeddings'],
  ['one.npy', 'npy', undefined],
  ['one-columns.npy', 'npy', undefined],
  ['one-big-endian.npy', 'npy', undefined],
])('%s of Python is read bit by bit', async (file, format, tensor) => {
  const prompt = await importPrompt(fixture(file), { task: 'films', seed: 2, architecture: 'bert' });
  expect([prompt.virtualTokens, prompt.hiddenSize]).toEqual([4, 6]);
  expect(bitsOf(prompt)).toEqual(expected.bits);
  expect(prompt.origin).toMatchObject({ kind: 'imported', task: 'films', seed: 2, architecture: 'bert', layout: 'paper', source: { format, file, tensor, dtype: 'F32' } });
  expect(prompt.origin.source!.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test.each(['half.npy', 'half.pt'])('%s: half precision widens exactly, a leading side of one is dropped', async (file) => {
  const prompt = await importPrompt(fixture(file));
  expect([prompt.virtualTokens, prompt.hiddenSize]).toEqual([4, 6]);
  expect(bitsOf(prompt)).toEqual(expected.halfBits);
  expect(prompt.origin.source!.dtype).toBe('F16');
});

test("a folder of PEFT's is read: table, architecture and layout", async () => {
  const prompt = await importPrompt(fixture('peft-t5'));
  expect(bitsOf(prompt)).toEqual(expected.peftBits);
  expect(prompt.origin).toMatchObject({ kind: 'imported', architecture: 't5', layout: 'peft', source: { format: 'peft', file: 'adapter_model.safetensors' } });
});

const file = (format: PromptFormat) => join(folder, format);

test('any bits survive every format, and so do their tables in our own file', async () => {
  const tables = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 })).chain(([rows, columns]) =>
    fc.array(fc.integer(), { minLength: rows * columns, maxLength: rows * columns }).map((bits) => promptOf(bits, columns, { kind: 'imported', architecture: 't5' })),
  );
  await fc.assert(
    fc.asyncProperty(tables, async (prompt) => {
      for (const format of promptFormats) {
        await exportPrompt(file(format), prompt, format);
        const again = await importPrompt(file(format));
        expect([again.virtualTokens, again.hiddenSize]).toEqual([prompt.virtualTokens, prompt.hiddenSize]);
        expect(bitsOf(again)).toEqual(bitsOf(prompt));
        expect(bitsOf(await loadPrompt(await savePrompt(folder, again)))).toEqual(bitsOf(prompt));
      }
    }),
    { numRuns: 15, seed: 4 },
  );
});

test.each(['peft', 'safetensors'] as const)('%s carries the origin of a prompt', async (format) => {
  const origin = { kind: 'tuned', task: 'films', seed: 3, architecture: 'roberta', step: 9, layout: 'peft' } as const;
  await exportPrompt(file(format), promptOf(expected.bits, 6, origin), format);
  const again = await importPrompt(file(format));
  expect(again.origin).toMatchObject(origin);
  // The same file read as a stored prompt.
  if (format === 'safetensors') expect((await loadPrompt(file(format))).origin).toEqual(origin);
});

test('a .npy file has the bytes that numpy writes', async () => {
  await exportPrompt(file('npy'), promptOf(expected.bits, 6, { kind: 'imported' }), 'npy');
  expect((await readFile(file('npy'))).equals(await readFile(fixture('one.npy')))).toBe(true);
});

test("a PEFT configuration has PEFT's keys, for masked LMs the class of the model", async () => {
  const [config] = await exportPrompt(folder, promptOf(expected.bits, 6, { kind: 'imported', architecture: 'roberta', layout: 'peft' }), 'peft', { baseModel: 'roberta-base' });
  const keys = Object.keys(JSON.parse(await readFile(fixture('peft-t5/adapter_config.json'), 'utf8')) as object).filter((key) => key !== 'peft_version');
  const written = JSON.parse(await readFile(config!, 'utf8')) as Record<string, unknown>;
  expect(Object.keys(written)).toEqual(keys);
  expect(written).toMatchObject({
    peft_type: 'PROMPT_TUNING', task_type: 'FEATURE_EXTRACTION', num_virtual_tokens: 4, token_dim: 6, num_transformer_submodules: 1, base_model_name_or_path: 'roberta-base',
    auto_mapping: { base_model_class: 'RobertaForMaskedLM', parent_library: 'transformers.models.roberta.modeling_roberta' },
  });
});

test("of the rows that PEFT stores by default for T5's encoder and decoder, its prompt tuning uses the encoder's", async () => {
  await cp(fixture('peft-t5'), folder, { recursive: true });
  const path = join(folder, 'adapter_config.json');
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), num_virtual_tokens: 2, num_transformer_submodules: null }));
  const prompt = await importPrompt(folder);
  expect(bitsOf(prompt)).toEqual(expected.peftBits.slice(0, expected.peftBits.length / 2));
  expect(prompt).toMatchObject({ virtualTokens: 2, origin: { notes: [expect.stringContaining('decoder')] } });
});

test.each([
  ['of an unknown kind of model', { kind: 'imported' }, 'PROMPT_ARCHITECTURE'],
  ["in the paper's layout without the model", { kind: 'tuned', architecture: 'bert' }, 'PROMPT_LAYOUT'],
] as const)('a prompt %s is not written for PEFT', async (_, origin, code) => {
  await expect(exportPrompt(folder, promptOf(expected.bits, 6, origin), 'peft')).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) as string });
});

describe('what is no prompt is refused', () => {
  test('no file, a folder of something else, a text', async () => {
    await expect(importPrompt(join(folder, 'absent'))).rejects.toMatchObject({ code: 'FILE_READ' });
    await expect(importPrompt(folder)).rejects.toMatchObject({ code: 'PROMPT_FORMAT', where: folder });
    await writeFile(join(folder, 'text'), 'a text that is long enough');
    await expect(importPrompt(join(folder, 'text'))).rejects.toMatchObject({ code: 'PROMPT_FORMAT' });
    await writeFile(join(folder, 'text'), '');
    await expect(importPrompt(join(folder, 'text'))).rejects.toMatchObject({ code: 'PROMPT_FORMAT' });
  });

  test('several tables of unusual names are listed; one can be named', async () => {
    const path = join(folder, 'many.safetensors');
    const table = (value: number) => ({ shape: [2, 2], data: new Float32Array(4).fill(value) });
    await writeSafetensors(path, { a: table(1), b: table(2), c: { shape: [3], data: new Float32Array(3) } });
    await expect(importPrompt(path)).rejects.toMatchObject({ code: 'PROMPT_FILE', message: 'it holds 2 tables: "a" [2, 2], "b" [2, 2]' });
    await expect(importPrompt(path, { tensor: 'c' })).rejects.toMatchObject({ code: 'PROMPT_FILE', message: expect.stringMatching(/^no table "c"/) as string });
    expect((await importPrompt(path, { tensor: 'b' })).values[0]).toBe(2);
  });

  test.each<[string, object, RegExp]>([
    ['another method', { peft_type: 'LORA' }, /peft_type is "LORA"/],
    ['no configuration at all', { peft_type: null }, /no configuration of a prompt: peft_type/],
    ['fewer rows than for two stacks', { num_transformer_submodules: 2 }, /is 4 x 6, its configuration says 8 x 6/],
    ["fewer rows than PEFT's default of two stacks", { num_transformer_submodules: null }, /is 4 x 6, its configuration says 8 x 6/],
    ['another length', { num_virtual_tokens: 5 }, /is 4 x 6, its configuration says 5 x 6/],
    ['another width', { token_dim: 7 }, /is 4 x 6, its configuration says 4 x 7/],
  ])('a PEFT folder with %s', async (_, change, message) => {
    await cp(fixture('peft-t5'), folder, { recursive: true });
    const path = join(folder, 'adapter_config.json');
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), ...change }));
    await expect(importPrompt(folder)).rejects.toMatchObject({ code: 'PROMPT_PEFT', message: expect.stringMatching(message) as string });
  });

  test('a PEFT folder without weights', async () => {
    await cp(fixture('peft-t5/adapter_config.json'), join(folder, 'adapter_config.json'));
    await expect(importPrompt(folder)).rejects.toMatchObject({ code: 'PROMPT_PEFT', message: expect.stringMatching(/neither adapter_model.safetensors nor/) as string });
  });

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['a version of the future', (bytes) => (bytes.writeUInt8(9, 6), bytes), /version 1 to 3/],
    ['a header beyond the end', (bytes) => (bytes.writeUInt16LE(60000, 8), bytes), /header is cut off/],
    ['objects', (bytes) => Buffer.from(bytes.toString('latin1').replace("'<f4'", "'|O8'"), 'latin1'), /no plain array/],
    ['code in its header', (bytes) => Buffer.from(bytes.toString('latin1').replace("'shape': (4, 6)", "'shape': exit( )"), 'latin1'), /no plain array/],
    ['fewer values', (bytes) => bytes.subarray(0, -4), /takes 96 bytes, 92 are there/],
    ['more values', (bytes) => Buffer.concat([bytes, bytes]), /takes 96 bytes, 320 are there/],
    ['a side beyond memory', (bytes) => Buffer.from(bytes.toString('latin1').replace('(4, 6), }         ', '(400000000, 6), } '), 'latin1'), /takes 9600000000 bytes/],
  ])('a .npy file with %s', async (_, change, message) => {
    const path = join(folder, 'changed.npy');
    await writeFile(path, change(await readFile(fixture('one.npy'))));
    await expect(importPrompt(path)).rejects.toMatchObject({ code: 'PROMPT_NPY', where: path, message: expect.stringMatching(message) as string });
  });

  test.each(['one.npy', 'one.pt', 'one.safetensors', 'peft-t5/adapter_config.json'])('%s with any bytes changed is read or refused with a code', async (name) => {
    const whole = await readFile(fixture(name));
    await cp(fixture('peft-t5'), folder, { recursive: true });
    const path = join(folder, name.replace('peft-t5/', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [place, value] of changes) bytes[place] = value;
        await writeFile(path, bytes);
        const error: unknown = await importPrompt(name.startsWith('peft') ? folder : path).then(() => undefined, (caught: unknown) => caught);
        expect(error === undefined || isSkillNeuronsError(error)).toBe(true);
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  test('an array that is no table', async () => {
    const path = join(folder, 'row.npy');
    await writeFile(path, (await readFile(fixture('one.npy'))).toString('latin1').replace('(4, 6), }', '(24,), } '), 'latin1');
    await expect(importPrompt(path)).rejects.toMatchObject({ code: 'PROMPT_FILE', message: 'an array [24] is no table [virtual tokens, hidden size]' });
  });
});
