import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '@skill-neurons/core';
import { initialiseWeights, readConfig, saveCheckpoint } from '@skill-neurons/runtime';

/** 40 whole-word tokens: five special ones, w5 ... w34, no, yes, w37, w38 and the mask. */
export const tinyVocabulary = ['<s>', '<pad>', '</s>', '<unk>', '<sep>', ...Array.from({ length: 35 }, (_, i) => `w${i + 5}`)];
tinyVocabulary.splice(35, 2, 'no', 'yes');
tinyVocabulary[39] = '<mask>';

const configs = {
  roberta: {
    model_type: 'roberta', vocab_size: 40, hidden_size: 16, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 24,
    max_position_embeddings: 40, type_vocab_size: 1, layer_norm_eps: 1e-5, hidden_act: 'gelu', pad_token_id: 1,
  },
  t5: {
    model_type: 't5', vocab_size: 40, d_model: 16, d_kv: 8, d_ff: 24, num_layers: 2, num_decoder_layers: 1, num_heads: 2,
    relative_attention_num_buckets: 8, relative_attention_max_distance: 16, layer_norm_epsilon: 1e-6, feed_forward_proj: 'relu',
    tie_word_embeddings: true, pad_token_id: 1, eos_token_id: 2, decoder_start_token_id: 1,
  },
};

/** Writes a randomly initialised checkpoint of a few thousand weights with its tokenizer; needs a backend in use. */
export async function writeTinyCheckpoint(folder: string, architecture: 'roberta' | 't5'): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(configs[architecture]));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer()));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ bos_token: '<s>', eos_token: '</s>', pad_token: '<pad>', unk_token: '<unk>', mask_token: '<mask>' }));
  const config = await readConfig(folder);
  await saveCheckpoint(folder, config, initialiseWeights(config, createRandom(architecture)));
}

function tokenizer(): object {
  const special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'];
  return {
    version: '1.0',
    added_tokens: special.map((content) => ({ id: tinyVocabulary.indexOf(content), content, special: true, single_word: false, lstrip: false, rstrip: false, normalized: false })),
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: { type: 'WordPiece', unk_token: '<unk>', continuing_subword_prefix: '##', max_input_chars_per_word: 20, vocab: Object.fromEntries(tinyVocabulary.map((token, id) => [token, id])) },
  };
}
