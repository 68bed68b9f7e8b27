import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { createRandom } from '@skill-neurons/core';
import { initialiseWeights, loadBackbone, readConfig, saveCheckpoint, useBackend, type Backbone } from '@skill-neurons/runtime';
import type { PreparedSplit } from '../prepare.ts';

const roberta = {
  model_type: 'roberta', vocab_size: 40, hidden_size: 16, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 24,
  max_position_embeddings: 40, type_vocab_size: 1, layer_norm_eps: 1e-5, hidden_act: 'gelu', pad_token_id: 1,
};
const t5 = {
  model_type: 't5', vocab_size: 40, d_model: 16, d_kv: 8, d_ff: 24, num_layers: 2, num_decoder_layers: 1, num_heads: 2,
  relative_attention_num_buckets: 8, relative_attention_max_distance: 16, layer_norm_epsilon: 1e-6, feed_forward_proj: 'relu',
  tie_word_embeddings: true, pad_token_id: 0, eos_token_id: 2, decoder_start_token_id: 0,
};

/** A randomly initialised backbone of a few thousand weights on the wasm backend, through a checkpoint folder. */
export async function tinyBackbone(architecture: 'roberta' | 't5'): Promise<Backbone> {
  await useBackend('wasm');
  const folder = await mkdtemp(join(tmpdir(), 'tiny-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify(architecture === 't5' ? t5 : roberta));
  await writeFile(join(folder, 'vocab.json'), JSON.stringify({ '<mask>': 39 }));
  const config = await readConfig(folder);
  const weights = initialiseWeights(config, createRandom(1));
  await saveCheckpoint(folder, config, weights);
  return loadBackbone(folder);
}

/** Rows of random tokens; class 1 holds token 30 somewhere, class 0 token 31: a prompt has to find it. */
export function plantedSplit(split: string, n: number): PreparedSplit {
  const random = createRandom(split);
  const examples = Array.from({ length: n }, (_, i) => {
    const label = i % 2;
    const ids = Int32Array.from({ length: 4 + random.integer(5) }, () => 5 + random.integer(20));
    ids[1 + random.integer(ids.length - 1)] = label === 1 ? 30 : 31;
    ids[0] = 3;
    return { id: String(i), ids, label };
  });
  return { task: 'planted', split, labels: ['no', 'yes'], labelWords: { ids: [35, 36], words: ['no', 'yes'] }, examples, padId: 1, maxLength: 20 };
}
