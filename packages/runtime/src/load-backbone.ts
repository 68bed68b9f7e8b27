import { createBackbone } from './backbone.ts';
import { loadWeights, type LoadOptions } from './checkpoints/load-weights.ts';
import { readMaskTokenId } from './config/mask-token.ts';
import { readConfig } from './config/read-config.ts';
import { maskedLmScorer } from './masked-lm-backbone.ts';
import { t5Scorer } from './t5-backbone.ts';
import type { Backbone } from './types.ts';

export interface LoadBackboneOptions extends LoadOptions {
  /** Id of the mask token of a masked language model; read from the tokenizer files of the folder when absent. */
  maskTokenId?: number;
}

/**
 * Loads a Hugging Face checkpoint folder (config.json, model.safetensors or pytorch_model.bin or their shards, for masked
 * language models a tokenizer file) onto the current TensorFlow.js backend.
 * @throws FILE_READ, CONFIG_ARCHITECTURE, CONFIG_INVALID, CHECKPOINT_MISSING, CHECKPOINT_INDEX, CHECKPOINT_TENSOR_MISSING,
 * CHECKPOINT_TENSOR_SHAPE, SAFETENSORS_INVALID, SAFETENSORS_TRUNCATED, TORCH_FILE_INVALID, TORCH_PICKLE_REFUSED, TORCH_TENSOR_UNSUPPORTED,
 * MASK_TOKEN_UNKNOWN
 */
export async function loadBackbone(folder: string, options: LoadBackboneOptions = {}): Promise<Backbone> {
  const config = await readConfig(folder);
  const maskTokenId = config.architecture === 't5' ? undefined : (options.maskTokenId ?? (await readMaskTokenId(folder, config)));
  const { weights, fingerprint } = await loadWeights(folder, config, options);
  const scorer = config.architecture === 't5' ? t5Scorer(config, weights) : maskedLmScorer(config, weights, maskTokenId!);
  return createBackbone(folder, fingerprint, config, weights, scorer);
}
