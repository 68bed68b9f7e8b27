import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encodeExamples } from '../encode.ts';
import { loadExamples } from '../load-examples.ts';
import { taskWith, wordTokenizer } from '../task.test.helper.ts';
import type { EncodedExample } from '../types.ts';
import { cacheFolder, cacheLimit } from './cache-folder.ts';
import { codeVersion } from './code-version.ts';
import { packExamples, unpackExamples } from './encoded-file.ts';
import { CacheEntries } from './entries.ts';
import { loadEncoded } from './load-encoded.ts';

let folder: string;
const before = process.env['SKILL_NEURONS_CACHE'];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
  process.env['SKILL_NEURONS_CACHE'] = folder;
});
afterEach(async () => {
  if (before === undefined) delete process.env['SKILL_NEURONS_CACHE'];
  else process.env['SKILL_NEURONS_CACHE'] = before;
  await rm(folder, { recursive: true });
});

const words = ['a', 'b', 'c', 'bad', 'good'];
const splits = '  train: { file: a.tsv, fields: { text: t }, label: { column: l } }\n  validation: { from: train, rows: 2 }';
const made = () => taskWith(splits, { 'a.tsv': `t\tl\n${Array.from({ length: 8 }, (_, i) => `${words[i % 3]} ${words[i % 2]}\t${i % 2}`).join('\n')}\n` });
const files = async () => (await readdir(join(folder, 'encoded')).catch(() => [])).sort();

/** Counts the texts that it tokenizes. */
function countingTokenizer(fingerprint = 'one') {
  const counts = { texts: 0 };
  const tokenizer = wordTokenizer(words);
  return { counts, tokenizer: { ...tokenizer, fingerprint, encode: (text: string) => (counts.texts++, tokenizer.encode(text)) } };
}

test('the second reading tokenizes nothing and gives the same; without a cache nothing is written', async () => {
  const task = await made();
  const { counts, tokenizer } = countingTokenizer();
  const sources: string[] = [];
  const load = (options: object = {}) => loadEncoded({ task, split: 'train', family: 'masked-lm', tokenizer, maxLength: 9, cache: true, onSource: (source) => sources.push(source), ...options });
  const plain = await load({ cache: false });
  expect([await files(), counts.texts]).toEqual([[], 6]);
  expect(plain).toEqual(await encodeExamples({ task, family: 'masked-lm', tokenizer, maxLength: 9, examples: await loadExamples(task, 'train') }));
  const first = await load();
  counts.texts = 0;
  expect([await load(), first, counts.texts]).toEqual([plain, plain, 0]);
  process.env['SKILL_NEURONS_CACHE'] = 'off';
  expect([await load(), counts.texts]).toEqual([plain, 6]);
  expect(sources).toEqual(['tokenized', 'tokenized', 'cache', 'tokenized']);
});

test('whatever decides the result is part of the key', async () => {
  const task = await made();
  const { counts, tokenizer } = countingTokenizer();
  const options = { task, split: 'train', family: 'masked-lm' as const, tokenizer, maxLength: 9, cache: true };
  const changed: [string, object][] = [
    ['split', { split: 'validation' }], ['length', { maxLength: 3 }], ['limit', { limit: 3 }], ['seed', { limit: 3, seed: 4 }], ['few-shot', { perClass: 2 }],
    ['tokenizer', countingTokenizer('two')], ['template', { task: { ...task, templates: { 'masked-lm': '{text}' } } }], ['name, a seed', { task: { ...task, name: 'other' } }],
    ['carve-outs', { task: { ...task, splits: { train: task.splits['train']! } } }],
  ];
  const keys = new Set(await loadEncoded(options).then(files));
  for (const [what, change] of changed) {
    await loadEncoded({ ...options, ...change });
    const now = await files();
    expect([what, now.length]).toEqual([what, keys.size + 1]);
    for (const key of now) keys.add(key);
  }
  counts.texts = 0;
  await writeFile(join(task.folder, 'a.tsv'), 't\tl\na b\t0\nb\t1\nc\t1\nb a\t1\n');
  expect(await loadEncoded(options)).toHaveLength(2);
  expect(counts.texts).toBe(2);
  // A tokenizer that came from no files has no name, so nothing is kept of it.
  const nameless = { ...wordTokenizer(words), encode: tokenizer.encode };
  const count = (await files()).length;
  await loadEncoded({ ...options, tokenizer: nameless, maxLength: 7 });
  expect(await files()).toHaveLength(count);
});

test('a damaged entry is computed anew and replaced, whatever is damaged', async () => {
  const task = await made();
  const { tokenizer } = countingTokenizer();
  const load = () => loadEncoded({ task, split: 'train', family: 'masked-lm', tokenizer, maxLength: 9, cache: true });
  const expected = await load();
  const [name] = await files();
  const path = join(folder, 'encoded', name!);
  const whole = await readFile(path);
  await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (place, change, cut) => {
    const bytes = Buffer.from(whole);
    bytes[place]! ^= change;
    await writeFile(path, cut ? whole.subarray(0, place) : bytes);
    expect(await load()).toEqual(expected);
    expect(await readFile(path)).toEqual(whole);
  }), { numRuns: 40 });
});

test('errors of the data are those of reading them, and no entry is left', async () => {
  const task = await taskWith(splits, { 'a.tsv': 't\tl\nx\n' });
  const options = { task, split: 'train', family: 'masked-lm' as const, tokenizer: countingTokenizer().tokenizer, maxLength: 9, cache: true };
  await expect(loadEncoded(options)).rejects.toMatchObject({ code: 'DATA_MALFORMED_ROW' });
  await expect(loadEncoded({ ...options, task: await taskWith(splits) })).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  await expect(loadEncoded({ ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(await files()).toEqual([]);
});

test('any examples survive packing', () => {
  const text = fc.string({ unit: 'binary' });
  const example = (masks: number) => fc.record({
    id: text, group: fc.option(text, { nil: undefined }), originalId: fc.option(text, { nil: undefined }), label: fc.nat(9),
    ids: fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 })).map((ids) => Int32Array.from(ids)),
    ...(masks === 0 ? {} : { maskPositions: fc.array(fc.nat(99), { minLength: masks, maxLength: masks }) }),
  }, { requiredKeys: ['id', 'label', 'ids'] });
  fc.assert(fc.property(fc.nat(2).chain((masks) => fc.array(masks === 0 ? example(0) : fc.tuple(example(masks), fc.array(fc.nat(99), { minLength: masks, maxLength: masks })).map(([made, maskPositions]) => ({ ...made, maskPositions })))), fc.nat(3), (examples, offset) => {
    const known = (examples as EncodedExample[]).map((each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)));
    // Wherever the bytes lie in memory.
    const bytes = Buffer.concat([Buffer.alloc(offset), ...packExamples(examples as EncodedExample[])]).subarray(offset);
    expect(unpackExamples(bytes)).toEqual(known);
  }), { numRuns: 30 });
});

test('the folder keeps to its limit, what was not used for longest goes first, and leavings of killed writers go', async () => {
  const entries = new CacheEntries(join(folder, 'small'), 3 * 132);
  const bytes = (fill: number) => [Buffer.alloc(100, fill)];
  const old = (name: string, hours: number) => utimes(join(folder, 'small', name), new Date(), new Date(Date.now() - hours * 3_600_000));
  for (const key of ['a', 'b', 'c']) await entries.write(key, bytes(key.charCodeAt(0)));
  await old('a.bin', 3);
  await old('b.bin', 2);
  await writeFile(join(folder, 'small', 'x.bin.1.tmp'), 'cut off');
  await old('x.bin.1.tmp', 2);
  await entries.read('a');
  await entries.write('d', bytes(4));
  expect(await readdir(join(folder, 'small'))).toEqual(['a.bin', 'c.bin', 'd.bin']);
  await entries.write('large', [Buffer.alloc(500)]);
  expect(existsSync(join(folder, 'small', 'large.bin'))).toBe(false);
  expect(await entries.read('b')).toBeUndefined();
  expect(await entries.read('d')).toEqual(bytes(4)[0]);
});

test('many writers and readers at once see whole entries or none', async () => {
  const entries = new CacheEntries(join(folder, 'busy'), 2000);
  await Promise.all(Array.from({ length: 60 }, async (_, i) => {
    const key = String(i % 5);
    if (i % 2 === 0) await entries.write(key, [Buffer.alloc(300, key)]);
    const found = await entries.read(key);
    if (found !== undefined) expect(found).toEqual(Buffer.alloc(300, key));
  }));
  expect((await readdir(join(folder, 'busy'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a folder that cannot be written is as good as none', async () => {
  await writeFile(join(folder, 'file'), '');
  const entries = new CacheEntries(join(folder, 'file', 'below'), 1000);
  await entries.write('a', [Buffer.alloc(1)]);
  expect(await entries.read('a')).toBeUndefined();
  expect((await stat(join(folder, 'file'))).isFile()).toBe(true);
});

test('where it lies, and how large it may be, the environment says', async () => {
  expect(cacheFolder({ SKILL_NEURONS_CACHE: '/x', XDG_CACHE_HOME: '/y' })).toBe('/x');
  expect(cacheFolder({ XDG_CACHE_HOME: '/y' })).toBe(join('/y', 'skill-neurons'));
  expect(cacheFolder({ SKILL_NEURONS_CACHE: ' ' })).toMatch(/\.cache.skill-neurons$/);
  expect(cacheFolder({ SKILL_NEURONS_CACHE: 'off' })).toBeUndefined();
  expect([cacheLimit({}), cacheLimit({ SKILL_NEURONS_CACHE_MB: '2' }), cacheLimit({ SKILL_NEURONS_CACHE_MB: 'many' })]).toEqual([2 ** 29, 2 ** 21, 2 ** 29]);
  expect(await codeVersion()).toMatch(/^[0-9a-f]{64}$/);
});
