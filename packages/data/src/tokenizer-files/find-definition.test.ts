import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PbfWriter } from 'pbf';
import { sharedData } from '../shared.test.helper.ts';
import { folderWith } from '../task.test.helper.ts';
import { loadTokenizer } from '../tokenizer.ts';

const tokenizers = join(sharedData, 'tokenizers');
// The real files are not part of the repository; without them these tests are skipped and say so.
const withGolden = existsSync(tokenizers) ? test : test.skip;

interface Golden {
  items: { text: string; roberta: number[]; t5_hf: number[] }[];
}
const golden = async () => (JSON.parse(await readFile(join(tokenizers, 'golden_encodings.json'), 'utf8')) as Golden).items;

async function folderOf(model: string, files: readonly string[]): Promise<string> {
  const folder = await folderWith({});
  for (const file of files) await copyFile(join(tokenizers, model, file), join(folder, file));
  return folder;
}

withGolden('vocab.json and merges.txt give the reference ids of every golden string', async () => {
  const tokenizer = await loadTokenizer(await folderOf('roberta-base', ['vocab.json', 'merges.txt']));
  expect((await golden()).filter(({ text, roberta }) => tokenizer.encode(text).join() !== roberta.join())).toEqual([]);
  expect(tokenizer.special).toEqual({ bos: 0, eos: 2, pad: 1, mask: 50264, unknown: 3 });
  expect(tokenizer.vocabularySize).toBe(50265);
  expect(tokenizer.decode(tokenizer.encode(' a fine , odd film .'))).toBe(' a fine , odd film .');
});

withGolden('spiece.model alone gives the reference ids of every golden string, sentinels included', async () => {
  const tokenizer = await loadTokenizer(await folderOf('t5-base', ['spiece.model']));
  expect((await golden()).filter(({ text, t5_hf }) => tokenizer.encode(text).join() !== t5_hf.join())).toEqual([]);
  expect(tokenizer.special).toEqual({ eos: 1, pad: 0, unknown: 2 });
  expect([tokenizer.vocabularySize, tokenizer.idOf('<extra_id_0>')]).toEqual([32100, 32099]);
});

const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nfilm\n##s\nFilm\n';

test('vocab.txt is a BERT tokenizer, lower case unless the configuration says otherwise', async () => {
  const uncased = await loadTokenizer(await folderWith({ 'vocab.txt': vocabulary }));
  expect([uncased.encode('Films [MASK] zzz'), uncased.special]).toEqual([[5, 6, 4, 1], { bos: 2, eos: 3, pad: 0, mask: 4, unknown: 1 }]);
  const cased = await loadTokenizer(await folderWith({ 'vocab.txt': vocabulary.replaceAll('\n', '\r\n'), 'tokenizer_config.json': '{"do_lower_case":false}' }));
  expect(cased.encode('Films')).toEqual([7, 6]);
});

/** A SentencePiece model with these pieces. */
function spiece(pieces: readonly [piece: string, type: number][], modelType = 1): Uint8Array {
  const writer = new PbfWriter();
  for (const [piece, type] of pieces) {
    writer.writeMessage(1, (_: null, message: PbfWriter) => {
      message.writeStringField(1, piece);
      message.writeFloatField(2, -1);
      message.writeVarintField(3, type);
    }, null);
  }
  writer.writeMessage(2, (_: null, message: PbfWriter) => message.writeVarintField(3, modelType), null);
  return writer.finish();
}
const small: [string, number][] = [['<unk>', 2], ['<pad>', 3], ['\u2581a', 1], ['b', 1]];

test('a small SentencePiece model, and as many sentinels as the configuration says', async () => {
  const tokenizer = await loadTokenizer(await folderWith({ 'spiece.model': spiece(small), 'tokenizer_config.json': '{"extra_ids":2,"pad_token":"<pad>"}' }));
  expect([tokenizer.encode('ab b <extra_id_0>'), tokenizer.vocabularySize]).toEqual([expect.arrayContaining([2, 3, 5]), 6]);
});

test.each([
  ['a folder without any', {}, 'TOKENIZER_MISSING', /there is no tokenizer$/],
  ['merges without a vocabulary', { 'merges.txt': '' }, 'TOKENIZER_MISSING', /only merges\.txt/],
  ['another SentencePiece file', { 'sentencepiece.bpe.model': '' }, 'TOKENIZER_MISSING', /only sentencepiece\.bpe\.model/],
  ['a merge of three', { 'vocab.json': '{"<pad>":0,"a":1}', 'merges.txt': '#version: 0.2\na b c\n' }, 'TOKENIZER_INVALID', /not a pair/],
  ['ids that are no numbers', { 'vocab.json': '{"<pad>":"0"}', 'merges.txt': '' }, 'TOKENIZER_INVALID', /whole number/],
  ['a vocabulary of something else', { 'vocab.txt': 'a\nb\n' }, 'TOKENIZER_INVALID', /no \[UNK\]/],
  ['bytes that are no SentencePiece model', { 'spiece.model': Buffer.from([10, 255, 255, 255, 255, 15, 1]) }, 'TOKENIZER_INVALID', /./],
  ['an empty SentencePiece model', { 'spiece.model': '' }, 'TOKENIZER_INVALID', /no pieces/],
  ['a BPE SentencePiece model', { 'spiece.model': spiece(small, 2) }, 'TOKENIZER_INVALID', /no unigram model/],
  ['byte pieces', { 'spiece.model': spiece([...small, ['<0x00>', 6]]) }, 'TOKENIZER_INVALID', /byte/],
])('refuses %s', async (_, files, code, message) => {
  await expect(loadTokenizer(await folderWith(files as Record<string, string | Uint8Array>))).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
