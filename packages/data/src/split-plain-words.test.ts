import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { spellOutByteLevelSplit } from './byte-level-split.ts';
import { sharedData } from './shared.test.helper.ts';
import { plainWordSplitter } from './split-plain-words.ts';
import { loadTokenizer } from './tokenizer.ts';

const tokenizers = join(sharedData, 'tokenizers');
// The real tokenizers are not part of the repository; without them these tests are skipped and say so.
const withReal = existsSync(tokenizers) ? test : test.skip;

// Texts with spaces of every kind, contractions, signs and things that look like special tokens.
const piece = fc.constantFrom(' ', '  ', "'s", "'", 'film', 'Good', '12', '3', '...', '!', '<s>', '</s>', '<mask>', '<extra_id_0>', '<', '[', '\u00e9', '\t', '\n', '\u2581', '_');
const text = fc.oneof(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 14 }).map((pieces) => pieces.join('')), fc.string());

withReal.each(['roberta-base', 't5-base'])('%s: ids word by word are those of the whole text', async (model) => {
  const tokenizer = await loadTokenizer(join(tokenizers, model));
  const definition = JSON.parse(await readFile(join(tokenizers, model, 'tokenizer.json'), 'utf8')) as Record<string, unknown>;
  const whole = new HuggingFaceTokenizer(spellOutByteLevelSplit(definition), {});
  fc.assert(fc.property(text, (sample) => {
    expect(tokenizer.encode(sample)).toEqual(whole.encode(sample, { add_special_tokens: false }).ids);
  }), { numRuns: 400, seed: 7 });
});

const byteLevel = { model: { type: 'BPE' }, normalizer: null, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false } };
const metaspace = { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always' };
const unigram = { model: { type: 'Unigram' }, normalizer: { type: 'Precompiled' }, pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] } };

test('words of each kind of tokenizer', () => {
  expect(plainWordSplitter(byteLevel, ['<s>'])?.("It's  a film .")).toEqual(['It', "'s", ' ', ' a', ' film', ' .']);
  expect(plainWordSplitter(unigram, [])?.('a film.')).toEqual(['a', 'film.']);
  expect(plainWordSplitter({ ...unigram, pre_tokenizer: metaspace }, [])?.('a film.')).toEqual(['a', 'film.']);
});

test.each(['a <s> b', 'caf\u00e9', 'a\tb'])('%s is not plain', (sample) => {
  expect(plainWordSplitter(byteLevel, ['<s>'])?.(sample)).toBeUndefined();
});

test.each([' a', 'a ', 'a  b', ''])('the spaces of %j are left to SentencePiece', (sample) => {
  expect(plainWordSplitter(unigram, [])?.(sample)).toBeUndefined();
});

test.each([
  { ...byteLevel, normalizer: { type: 'Lowercase' } },
  { ...byteLevel, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } },
  { ...unigram, pre_tokenizer: { ...metaspace, split: false } },
  { ...unigram, normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend' }] } },
  { ...unigram, model: { type: 'BPE' } },
  {},
])('a tokenizer of which it is not known is left alone: %j', (definition) => {
  expect(plainWordSplitter(definition, [])).toBeUndefined();
});
