import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureFolder } from '../test-support/fixtures.ts';
import { readConfig } from '../index.ts';
import { readMaskTokenId } from './mask-token.ts';
import { configJson } from './write-config.ts';
import type { MaskedLmConfig } from './model-config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function readAltered(name: string, changes: object): Promise<unknown> {
  const json = JSON.parse(await readFile(join(fixtureFolder(name), 'config.json'), 'utf8')) as object;
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...json, ...changes }));
  return readConfig(folder);
}

test('an XLM-RoBERTa is a RoBERTa', async () => {
  expect(await readAltered('roberta', { model_type: 'xlm-roberta' })).toEqual(await readConfig(fixtureFolder('roberta')));
});

test('T5 v1.0 and v1.1 differ in the feed-forward part and the head', async () => {
  expect(await readConfig(fixtureFolder('t5'))).toMatchObject({ gated: false, activation: 'relu', scaleDecoderOutput: true });
  expect(await readConfig(fixtureFolder('t5-gated'))).toMatchObject({ gated: true, activation: 'gelu_new', scaleDecoderOutput: false });
  // As configurations were written before transformers 5.
  expect(await readAltered('t5-gated', { scale_decoder_outputs: undefined, tie_word_embeddings: false })).toMatchObject({ scaleDecoderOutput: false });
});

test.each<[string, object, string, RegExp]>([
  ['another architecture', { model_type: 'gpt2' }, 'CONFIG_ARCHITECTURE', /model_type is "gpt2"/],
  ['no architecture', { model_type: undefined }, 'CONFIG_ARCHITECTURE', /model_type is missing/],
  ['a missing field', { hidden_size: undefined }, 'CONFIG_INVALID', /^hidden_size: /],
  ['a size of another type', { num_hidden_layers: '12' }, 'CONFIG_INVALID', /^num_hidden_layers: /],
  ['an absurd size', { vocab_size: 2 ** 31 }, 'CONFIG_INVALID', /^vocab_size: /],
  ['heads that do not divide', { num_attention_heads: 5 }, 'CONFIG_INVALID', /not a multiple/],
  ['an unknown activation', { hidden_act: 'swish' }, 'CONFIG_INVALID', /hidden_act "swish"/],
  ['relative positions in BERT', { position_embedding_type: 'relative_key' }, 'CONFIG_INVALID', /^position_embedding_type: /],
])('refuses %s', async (_, changes, code, message) => {
  await expect(readAltered('bert', changes)).rejects.toMatchObject({ code, where: join(folder, 'config.json'), message: expect.stringMatching(message) as string });
});

test('what is written is read back, and whole numbers of float fields keep their point for Python', async () => {
  for (const name of ['roberta', 'bert', 't5', 't5-gated']) {
    const config = await readConfig(fixtureFolder(name));
    await writeFile(join(folder, 'config.json'), configJson(config));
    expect(await readConfig(folder)).toEqual(config);
  }
  expect(await readFile(join(folder, 'config.json'), 'utf8')).toMatch(/"initializer_factor": 1\.0,\n {2}"is_encoder_decoder": true/);
});

test('a configuration that is not an object', async () => {
  await writeFile(join(folder, 'config.json'), 'null');
  await expect(readConfig(folder)).rejects.toMatchObject({ code: 'CONFIG_ARCHITECTURE', hint: 'supported are roberta, xlm-roberta, bert, t5' });
});

describe('the mask token', () => {
  const config = { architecture: 'bert', vocabularySize: 61 } as MaskedLmConfig;

  test.each<[string, string, string]>([
    ['tokenizer.json, added tokens', 'tokenizer.json', JSON.stringify({ added_tokens: [{ id: 4, content: '[MASK]', special: true }] })],
    ['tokenizer.json, vocabulary', 'tokenizer.json', JSON.stringify({ added_tokens: [], model: { type: 'WordPiece', vocab: { '[MASK]': 4 } } })],
    ['tokenizer.json, Unigram pieces', 'tokenizer.json', JSON.stringify({ added_tokens: [{ id: 4, content: '[MASK]' }], model: { vocab: [['a', -1.5]] } })],
    ['vocab.json', 'vocab.json', JSON.stringify({ '[MASK]': 4 })],
    ['vocab.txt', 'vocab.txt', '[PAD]\r\na\r\nb\r\nc\r\n[MASK]\r\n'],
  ])('from %s', async (_, file, text) => {
    await writeFile(join(folder, file), text);
    expect(await readMaskTokenId(folder, config)).toBe(4);
  });

  test('unknown or outside the vocabulary', async () => {
    await expect(readMaskTokenId(folder, config)).rejects.toMatchObject({ code: 'MASK_TOKEN_UNKNOWN', message: 'no tokenizer file tells the id of [MASK]' });
    await writeFile(join(folder, 'vocab.json'), JSON.stringify({ '[MASK]': 61 }));
    await expect(readMaskTokenId(folder, config)).rejects.toMatchObject({ code: 'MASK_TOKEN_UNKNOWN', message: expect.stringMatching(/61, the model has 61/) as string });
  });
});
