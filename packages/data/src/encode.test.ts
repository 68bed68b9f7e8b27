import { createEncoder, encodeExamples } from './encode.ts';
import { resolveLabelWords } from './label-words.ts';
import { taskWith, wordTokenizer } from './task.test.helper.ts';
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
