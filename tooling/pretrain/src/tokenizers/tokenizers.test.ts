import { Tokenizer } from '@huggingface/tokenizers';
import { trainByteLevelBpe } from './byte-level-bpe.ts';
import { bestSegmentation } from './segment.ts';
import { trainUnigram } from './unigram.ts';

const texts = Array.from({ length: 50 }, (_, i) => `the baker sold the red lamp . is it acceptable ? the ${i % 2 ? 'nurse' : 'teacher'} was not unacceptable .`);

test.each([['byte-level BPE', trainByteLevelBpe], ['unigram', trainUnigram]])('%s: frequent words are one token, text survives the round trip', (_name, train) => {
  const { tokenizer, configuration, vocabularySize } = train(texts, 420);
  const loaded = new Tokenizer(tokenizer, configuration);
  const encode = (text: string) => loaded.encode(text, { add_special_tokens: false }).ids;
  for (const word of ['baker', 'acceptable', 'unacceptable', 'lamp', '.', '?']) expect(encode(word)).toHaveLength(1);
  for (const text of ['the nurse sold the lamp .', 'teh nruse sodl teh lmap .']) {
    expect(loaded.decode(encode(text), { clean_up_tokenization_spaces: false }).trim()).toBe(text);
  }
  expect(Math.max(...loaded.get_vocab().values())).toBe(vocabularySize - 1);
});

test('a word has one id wherever it stands', () => {
  const { tokenizer, configuration } = trainByteLevelBpe(texts, 420);
  const loaded = new Tokenizer(tokenizer, configuration);
  const [first] = loaded.encode('acceptable', { add_special_tokens: false }).ids;
  expect(loaded.encode('is it acceptable', { add_special_tokens: false }).ids.at(-1)).toBe(first);
});

test('the order of the corpus does not change the tokenizer', () => {
  expect(trainUnigram([...texts].reverse(), 300)).toEqual(trainUnigram(texts, 300));
  expect(trainByteLevelBpe([...texts].reverse(), 300)).toEqual(trainByteLevelBpe(texts, 300));
});

test('the segmentation with the highest score wins', () => {
  const scores = new Map([['a', -3], ['b', -3], ['c', -3], ['ab', -4], ['bc', -2], ['abc', -7]]);
  expect(bestSegmentation('abc', scores)).toEqual(['a', 'bc']);
});
