import { byteCharacters, byteLevelWords } from './byte-level.ts';
import { countWords } from './count-words.ts';
import { learnMerges } from './learn-merges.ts';
import type { TokenizerFiles } from './tokenizer-files.ts';

const leading = ['<s>', '<pad>', '</s>', '<unk>'];
const mask = '<mask>';

/**
 * Trains a tokenizer in the layout of RoBERTa's: byte-level BPE, `<s> <pad> </s> <unk>` first and `<mask>` last.
 * Unlike RoBERTa's it always puts a space before a text, so that a word has one id wherever it stands.
 */
export function trainByteLevelBpe(texts: Iterable<string>, vocabularySize: number): TokenizerFiles {
  const fixed = leading.length + byteCharacters.length + 1;
  const merges = learnMerges(countWords(texts, byteLevelWords), vocabularySize - fixed);
  const tokens = [...leading, ...[...byteCharacters].sort(), ...merges.map(([left, right]) => left + right)];
  // Two ways to merge to one token give one entry.
  const unique = [...new Set(tokens), mask];
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [...leading, mask].map((content) => ({ id: unique.indexOf(content), content, single_word: false, lstrip: content === mask, rstrip: false, normalized: false, special: true })),
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
      post_processor: { type: 'RobertaProcessing', sep: ['</s>', 2], cls: ['<s>', 0], trim_offsets: true, add_prefix_space: true },
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: '',
        end_of_word_suffix: '',
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(unique.map((token, id) => [token, id])),
        merges: merges.map(([left, right]) => `${left} ${right}`),
      },
    },
    configuration: {
      tokenizer_class: 'RobertaTokenizer',
      add_prefix_space: true,
      bos_token: '<s>',
      cls_token: '<s>',
      eos_token: '</s>',
      sep_token: '</s>',
      pad_token: '<pad>',
      unk_token: '<unk>',
      mask_token: '<mask>',
      model_max_length: 128,
    },
    vocabularySize: unique.length,
  };
}
