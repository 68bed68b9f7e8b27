import fc from 'fast-check';
import { makeBatches } from './batches.ts';
import { createEncoder, encodeExamples } from './encode.ts';
import { resolveLabelWords } from './label-words.ts';
import { loadTask } from './load-task.ts';
import { folderWith, taskWith, taskYaml, wordTokenizer } from './task.test.helper.ts';
import type { Task } from './types.ts';

const split = '  train: { file: a.tsv, fields: { text: t, other: o }, label: { column: l } }';
const tokenizer = wordTokenizer(['a', 'b', 'c', 'bad', 'good', 'so', 'very']);
const withTemplate = async (template: string): Promise<Task> => ({ ...(await taskWith(split)), templates: { 'masked-lm': template } });
const example = { id: '7', fields: { text: 'a b c', other: 'b' }, label: 1, group: 'T3', originalId: '9' };

async function encode(template: string, maxLength = 100) {
  return tokenizer.decode([...createEncoder({ task: await withTemplate(template), family: 'masked-lm', tokenizer, maxLength })(example).ids]);
}

test('fields, field limits, literals and special tokens are joined in order', async () => {
  expect(await encode('{bos}{text|2}{eos}so {other} c{eos}')).toBe('<s> a b </s> so b c </s>');
});

test('what is too long is cut at the end, and a final eos stays', async () => {
  expect(await encode('{bos}{text}{other}{eos}', 4)).toBe('<s> a b </s>');
  expect(await encode('{bos}{text}{eos}', 5)).toBe('<s> a b c </s>');
  expect(await encode('{bos}{text}{other}', 4)).toBe('<s> a b c');
  const limited = { ...(await withTemplate('{text}{eos}')), maxLength: { 'masked-lm': 2 } };
  expect([...createEncoder({ task: limited, family: 'masked-lm', tokenizer, maxLength: 50 })(example).ids]).toEqual([5, 1]);
});

test('an encoded example keeps what results are broken down by', async () => {
  const progress: number[] = [];
  const encoded = await encodeExamples({ task: await withTemplate('{text}'), family: 'masked-lm', tokenizer, maxLength: 9, examples: [example, example], onProgress: ({ done }) => progress.push(done) });
  expect(encoded).toEqual(Array(2).fill({ id: '7', label: 1, group: 'T3', originalId: '9', ids: Int32Array.of(5, 6, 7) }));
  expect(progress).toEqual([2]);
});

test('tokenizing stops when it is told to', async () => {
  const options = { task: await withTemplate('{text}'), family: 'masked-lm' as const, tokenizer, maxLength: 9, examples: Array(300).fill(example) as (typeof example)[] };
  await expect(encodeExamples({ ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('errors name the family, the token, the field and the length', async () => {
  const task = await withTemplate('{bos}{text}');
  const make = (options: object) => () => createEncoder({ task, family: 'masked-lm', tokenizer, maxLength: 5, ...options });
  expect(make({ family: 'encoder-decoder' })).toThrow(expect.objectContaining({ code: 'TASK_NO_FAMILY' }));
  expect(make({ tokenizer: { ...tokenizer, special: { pad: 2 } } })).toThrow(expect.objectContaining({ code: 'TEMPLATE_TOKEN' }));
  expect(make({ maxLength: 0 })).toThrow(expect.objectContaining({ code: 'ENCODE_MAX_LENGTH' }));
  expect(() => make({})()({ ...example, fields: {} })).toThrow(expect.objectContaining({ code: 'DATA_MISSING_FIELD', where: 'film, example 7' }));
});

const words = async (verbalizer: (string | number)[]) => resolveLabelWords({ ...(await taskWith(split)), verbalizers: { 'masked-lm': verbalizer } }, 'masked-lm', tokenizer);

test('a label word is scored by its first token, a raw id by itself', async () => {
  expect(await words(['very bad', 'good'])).toEqual({ ids: [11, 9], words: ['very bad', 'good'], pieces: [[11, 8], [9]], rule: 'first' });
  expect(await words([5, 'good'])).toEqual({ ids: [5, 9], words: ['a', 'good'], pieces: [[5], [9]], rule: 'first' });
});

test('label words that share a token or are unknown are errors', async () => {
  await expect(words(['very bad', 'very good'])).rejects.toMatchObject({ code: 'LABEL_WORD_SHARED', message: expect.stringContaining('(negative) and "very good" (positive) start with the same token, 11 "very"') });
  await expect(words(['awful', 'good'])).rejects.toMatchObject({ code: 'LABEL_WORD_UNKNOWN' });
  await expect(words([' ', 'good'])).rejects.toMatchObject({ code: 'LABEL_WORD_UNKNOWN' });
  await expect(words([99, 'good'])).rejects.toMatchObject({ code: 'LABEL_WORD_UNKNOWN' });
});

const whole = async (verbalizer: (string | number)[], template: string) =>
  ({ ...(await withTemplate(template)), verbalizers: { 'masked-lm': verbalizer, 'encoder-decoder': verbalizer }, labelWordPieces: 'whole' as const });

test('words scored whole: all pieces where any has several, one token each otherwise', async () => {
  const resolved = async (verbalizer: string[], template = '{text} so {mask}') => resolveLabelWords(await whole(verbalizer, template), 'masked-lm', tokenizer).ids;
  expect(await resolved(['very bad', 'good'])).toEqual([[11, 8], [9]]);
  expect(await resolved(['bad', 'good'])).toEqual([8, 9]);
  expect(await resolved(['very bad', 'very good'])).toEqual([[11, 8], [11, 9]]);
  // No sequence is more probable than its beginning.
  await expect(resolved(['very', 'very good'])).rejects.toMatchObject({ code: 'LABEL_WORD_SHARED', message: expect.stringContaining('"very" (negative) and "very good" (positive) start with') });
  await expect(resolved(['very good', 'very'])).rejects.toMatchObject({ code: 'LABEL_WORD_SHARED' });
  // The paper's one mask stands before the text and has no position.
  await expect(resolved(['very bad', 'good'], '{text}')).rejects.toMatchObject({ code: 'LABEL_WORD_WHOLE', hint: expect.stringContaining('{mask}') });
  await expect(resolved(['bad', 'good'], '{text}')).resolves.toEqual([8, 9]);
  const t5 = { ...(await whole(['very bad', 'good'], '')), templates: { 'encoder-decoder': '{text}' } };
  expect(resolveLabelWords(t5, 'encoder-decoder', tokenizer).ids).toEqual([[11, 8], [9]]);
});

test('{mask} is as many masks as the longest word has pieces, and their positions are told', async () => {
  const encoded = async (template: string, verbalizer: string[], maxLength = 100) => createEncoder({ task: await whole(verbalizer, template), family: 'masked-lm', tokenizer, maxLength })(example);
  expect(await encoded('{bos}{text} so {mask} c{eos}', ['bad', 'good'])).toMatchObject({ ids: Int32Array.of(0, 5, 6, 7, 10, 3, 7, 1), maskPositions: [5] });
  expect(await encoded('{bos}{text} so {mask} c{eos}', ['very bad', 'good'])).toMatchObject({ ids: Int32Array.of(0, 5, 6, 7, 10, 3, 3, 7, 1), maskPositions: [5, 6] });
  // Fields give way, the last one first; what is around the mask stays.
  expect(await encoded('{bos}{text} so {mask}{other}{eos}', ['bad', 'good'], 6)).toMatchObject({ ids: Int32Array.of(0, 5, 6, 10, 3, 1), maskPositions: [4] });
  await expect(encoded('{bos}{text} so {mask} c{eos}', ['bad', 'good'], 4)).rejects.toMatchObject({ code: 'ENCODE_MAX_LENGTH' });
});

test('a text that spells the mask token adds no scored mask', async () => {
  const spelt = { ...example, fields: { text: 'a <mask> b' } };
  const tokenizerWithMask = { ...tokenizer, encode: (text: string) => tokenizer.encode(text).map((id, i) => (text.split(' ')[i] === '<mask>' ? 3 : id)) };
  const { ids, maskPositions } = createEncoder({ task: await whole(['bad', 'good'], '{text} {mask}'), family: 'masked-lm', tokenizer: tokenizerWithMask, maxLength: 9 })(spelt);
  expect([[...ids], maskPositions]).toEqual([[5, 3, 6, 3], [3]]);
});

test('batches tell where the masks are, row by row', async () => {
  const task = await whole(['very bad', 'good'], '{text}{mask}');
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 4 }), async (lengths, batchSize) => {
    const examples = lengths.map((length, i) => ({ id: String(i), fields: { text: 'a '.repeat(length) }, label: 0 }));
    for (const batch of makeBatches(await encodeExamples({ task, family: 'masked-lm', tokenizer, maxLength: 20, examples }), { batchSize, padId: 2 })) {
      expect(batch.maskPositions).toHaveLength(batch.size * 2);
      batch.maskPositions!.forEach((position, i) => expect(batch.ids[Math.floor(i / 2) * batch.length + position]).toBe(3));
      expect(batch.ids.filter((id) => id === 3)).toHaveLength(batch.size * 2);
    }
  }), { numRuns: 20 });
  expect(makeBatches([{ id: '0', ids: Int32Array.of(5), label: 0 }], { batchSize: 1, padId: 2 }).at(0)).not.toHaveProperty('maskPositions');
});

test('a tokenizer without a mask, an encoder-decoder model and a second {mask} are refused', async () => {
  const noMask = { ...tokenizer, special: { bos: 0, eos: 1, pad: 2 } };
  const masked = await withTemplate('{text}{mask}');
  expect(() => createEncoder({ task: masked, family: 'masked-lm', tokenizer: noMask, maxLength: 9 })).toThrow(expect.objectContaining({ code: 'TEMPLATE_TOKEN' }));
  const load = async (templates: string) => loadTask(`${await folderWith({ 'film.yaml': taskYaml(split).replace(/templates:.*/, `templates: ${templates}`).replace('{ masked-lm: [bad, good] }', '{ masked-lm: [bad, good], encoder-decoder: [bad, good] }') })}/film.yaml`);
  await expect(load('{ masked-lm: "{text}", encoder-decoder: "{text}{mask}" }')).rejects.toMatchObject({ code: 'TASK_INVALID', message: expect.stringContaining('has no {mask}') });
  await expect(load('{ masked-lm: "{mask}{text}{mask}", encoder-decoder: "{text}" }')).rejects.toMatchObject({ code: 'TASK_INVALID', message: expect.stringContaining('a second {mask}') });
});
