import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokenizer } from './tokenizer.ts';
import { sharedData } from './shared.test.helper.ts';

const tokenizers = join(sharedData, 'tokenizers');
// The golden file is not part of the repository; without it these tests are skipped and say so.
const withGolden = existsSync(tokenizers) ? test : test.skip;

interface Golden {
  items: { text: string; roberta: number[]; t5_hf: number[]; t5_sp: number[] }[];
}
const golden = async () => (JSON.parse(await readFile(join(tokenizers, 'golden_encodings.json'), 'utf8')) as Golden).items;

withGolden('roberta-base gives the reference ids of every golden string, though padding and truncation were saved on', async () => {
  const tokenizer = await loadTokenizer(join(tokenizers, 'roberta-base'));
  const items = await golden();
  expect(items).toHaveLength(521);
  expect(items.filter(({ text, roberta }) => tokenizer.encode(text).join() !== roberta.join())).toEqual([]);
  expect(tokenizer.special).toEqual({ bos: 0, eos: 2, pad: 1, mask: 50264, unknown: 3 });
  expect(tokenizer.vocabularySize).toBe(50265);
  expect(tokenizer.encode('word '.repeat(600)).length).toBeGreaterThan(512);
});

withGolden('t5-base gives the reference ids; SentencePiece alone differs only where special tokens stand as text', async () => {
  const tokenizer = await loadTokenizer(join(tokenizers, 't5-base'));
  const items = await golden();
  expect(items.filter(({ text, t5_hf }) => tokenizer.encode(text).join() !== t5_hf.join())).toEqual([]);
  const differing = items.filter(({ text, t5_sp }) => tokenizer.encode(text).join() !== t5_sp.join());
  expect(differing.map(({ text }) => text)).toEqual(['<mask> <extra_id_0> </s> <s> <pad>']);
  expect(tokenizer.special).toEqual({ eos: 1, pad: 0, unknown: 2 });
  expect(tokenizer.vocabularySize).toBe(32100);
});

withGolden('ids, tokens and text lead back to each other', async () => {
  const tokenizer = await loadTokenizer(join(tokenizers, 'roberta-base'));
  expect(tokenizer.encode('negative')).toEqual([33407]);
  expect(tokenizer.encode('')).toEqual([]);
  expect(tokenizer.decode([])).toBe('');
  expect(tokenizer.decode(tokenizer.encode(' a fine , odd film .'))).toBe(' a fine , odd film .');
  expect(tokenizer.idOf('<mask>')).toBe(50264);
  expect(tokenizer.idOf('no such token')).toBeUndefined();
  expect(tokenizer.tokenOf(897)).toBe('Ġla');
  expect(tokenizer.tokenOf(60000)).toBeUndefined();
});

withGolden('characters that JavaScript and Unicode do not both call a space get the reference ids', async () => {
  const tokenizer = await loadTokenizer(join(tokenizers, 'roberta-base'));
  // Ids by tokenizers 0.23.2 in Python, from the same file.
  expect(tokenizer.encode('E\ufeff / \ufeff47')).toEqual([717, 43251, 2023, 9470, 1589, 33549, 2023, 9470, 3706]);
  expect(tokenizer.encode('a\u0085 b')).toEqual([102, 4056, 5782, 741]);
});

withGolden('an endless word is an error with a code, not a crash of the library', async () => {
  const tokenizer = await loadTokenizer(join(tokenizers, 't5-base'));
  expect(() => tokenizer.encode('a'.repeat(200_000))).toThrow(expect.objectContaining({ code: 'TOKENIZER_TEXT' }));
});

const bert = {
  added_tokens: [
    { id: 0, content: '[PAD]', special: true },
    { id: 1, content: '[UNK]', special: true },
    { id: 2, content: '[CLS]', special: true },
    { id: 3, content: '[SEP]', special: true },
    { id: 4, content: '[MASK]', special: true },
  ].map((token) => ({ single_word: false, lstrip: false, rstrip: false, normalized: false, ...token })),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '[MASK]': 4, film: 5, '##s': 6 } },
};

async function folderWith(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

test('BERT names its special tokens [CLS] and [SEP], with or without configuration files', async () => {
  const expected = { bos: 2, eos: 3, pad: 0, mask: 4, unknown: 1 };
  const bare = await loadTokenizer(await folderWith({ 'tokenizer.json': bert }));
  expect(bare.special).toEqual(expected);
  expect(bare.encode('Films zzz')).toEqual([5, 6, 1]);
  const special = { cls_token: '[CLS]', sep_token: { content: '[SEP]' }, pad_token: '[PAD]', mask_token: '[MASK]', unk_token: '[UNK]' };
  const configured = await loadTokenizer(await folderWith({ 'tokenizer.json': bert, 'special_tokens_map.json': special }));
  expect(configured.special).toEqual(expected);
});

test('a role that the configuration leaves out has no token', async () => {
  const folder = await folderWith({ 'tokenizer.json': bert, 'tokenizer_config.json': { pad_token: '[PAD]', sep_token: '[SEP]' } });
  expect((await loadTokenizer(folder)).special).toEqual({ eos: 3, pad: 0 });
});

test.each([
  ['no tokenizer.json', {}, 'TOKENIZER_MISSING'],
  ['broken JSON', { 'tokenizer.json': '{"model":' }, 'TOKENIZER_INVALID'],
  ['a list', { 'tokenizer.json': [] }, 'TOKENIZER_INVALID'],
  ['something else', { 'tokenizer.json': { hidden_size: 768 } }, 'TOKENIZER_INVALID'],
  ['an unknown model type', { 'tokenizer.json': { ...bert, model: { type: 'Nonsense', vocab: {} } } }, 'TOKENIZER_INVALID'],
  ['an id beyond any vocabulary', { 'tokenizer.json': { ...bert, added_tokens: bert.added_tokens.map((token) => ({ ...token, id: 2 ** 31 })) } }, 'TOKENIZER_INVALID'],
  ['an id that is no number', { 'tokenizer.json': { ...bert, model: { ...bert.model, vocab: { film: '5' } } } }, 'TOKENIZER_INVALID'],
  ['no padding token', { 'tokenizer.json': { ...bert, added_tokens: [] } }, 'TOKENIZER_INVALID'],
  ['a broken configuration', { 'tokenizer.json': bert, 'tokenizer_config.json': '[1' }, 'TOKENIZER_INVALID'],
])('refuses %s', async (_, files, code) => {
  await expect(loadTokenizer(await folderWith(files))).rejects.toMatchObject({ code });
});
