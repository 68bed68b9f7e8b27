import { readTextFile } from '@skill-neurons/core';
import { addedTokens } from './added-tokens.ts';
import { checkSize, invalidTokenizer, type JsonObject } from './json-object.ts';

const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** A BERT tokenizer of vocab.txt, as transformers makes it: lower case unless the configuration says otherwise. @throws TOKENIZER_INVALID */
export async function wordPieceDefinition(path: string, configuration: JsonObject): Promise<JsonObject> {
  await checkSize(path);
  const lines = (await readTextFile(path, 'vocabulary')).split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  const vocab = Object.fromEntries(lines.map((token, id) => [token, id]));
  if (!Object.hasOwn(vocab, '[UNK]')) throw invalidTokenizer(path, 'it has no [UNK]: it is not the vocabulary of a BERT model');
  return {
    added_tokens: addedTokens(specialTokens, (token) => (Object.hasOwn(vocab, token) ? vocab[token] : undefined), () => false),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: configuration['tokenize_chinese_chars'] !== false,
      strip_accents: typeof configuration['strip_accents'] === 'boolean' ? configuration['strip_accents'] : null,
      lowercase: configuration['do_lower_case'] !== false,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
  };
}
