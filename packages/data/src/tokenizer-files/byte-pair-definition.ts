import { readTextFile } from '@skill-neurons/core';
import { addedTokens } from './added-tokens.ts';
import { checkSize, invalidTokenizer, readObject, type JsonObject } from './json-object.ts';

/** What RoBERTa and GPT-2 mark as special; RoBERTa's mask takes the space before it. */
const specialTokens = ['<s>', '<pad>', '</s>', '<unk>', '<mask>', '<|endoftext|>'];

/** A byte-level BPE tokenizer of vocab.json and merges.txt, as transformers makes it. @throws TOKENIZER_INVALID */
export async function bytePairDefinition(vocabularyPath: string, mergesPath: string, configuration: JsonObject): Promise<JsonObject> {
  const vocab = await readObject(vocabularyPath);
  if (Object.values(vocab).some((id) => !Number.isInteger(id))) throw invalidTokenizer(vocabularyPath, 'a token has no whole number as its id');
  await checkSize(mergesPath);
  const lines = (await readTextFile(mergesPath, 'list of merges')).split('\n').map((line) => line.replace(/\r$/, ''));
  const merges = lines.slice(lines[0]?.startsWith('#version') === true ? 1 : 0).filter((line) => line !== '');
  const wrong = merges.find((merge) => merge.split(' ').length !== 2);
  if (wrong !== undefined) throw invalidTokenizer(mergesPath, `${JSON.stringify(wrong.slice(0, 40))} is not a pair of pieces`);
  const addPrefixSpace = configuration['add_prefix_space'] === true;
  return {
    added_tokens: addedTokens(specialTokens, (token) => (Object.hasOwn(vocab, token) ? (vocab[token] as number) : undefined), (token) => token === '<mask>'),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false, vocab, merges },
  };
}
