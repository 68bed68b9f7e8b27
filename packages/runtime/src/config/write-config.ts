import type { ModelConfig } from './model-config.ts';
import { maskedLmFamily } from '../models/masked-lm-families/index.ts';
import { prunedConfigJson } from './pruned-config.ts';

/** The text of a `config.json` for a configuration: `AutoModel.from_pretrained` of Hugging Face transformers reads it. */
export function configJson(config: ModelConfig): string {
  return configText(prunedConfigJson(toHuggingFaceConfig(config), config));
}

export function configText(fields: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(fields, null, 2);
  // Python tells 1.0 from 1, and transformers 5 refuses the latter here.
  return `${json.replace(/("(?:initializer_factor|initializer_range|layer_norm_eps|layer_norm_epsilon)": \d+)(?=,?$)/gm, '$1.0')}\n`;
}

function toHuggingFaceConfig(config: ModelConfig): Record<string, unknown> {
  if (config.architecture === 't5') {
    const name = config.activation === 'gelu_new' ? (config.gated ? 'gelu' : 'gelu_new') : config.activation;
    return {
      architectures: ['T5ForConditionalGeneration'],
      d_ff: config.intermediateSize,
      d_kv: config.headSize,
      d_model: config.hiddenSize,
      decoder_start_token_id: config.decoderStartTokenId,
      dropout_rate: 0.1,
      eos_token_id: 1,
      feed_forward_proj: config.gated ? `gated-${name}` : name,
      initializer_factor: config.initializerFactor,
      is_encoder_decoder: true,
      layer_norm_epsilon: config.layerNormEpsilon,
      model_type: 't5',
      num_decoder_layers: config.decoderLayers,
      num_heads: config.heads,
      num_layers: config.layers,
      pad_token_id: config.padTokenId,
      relative_attention_max_distance: config.relativeMaxDistance,
      relative_attention_num_buckets: config.relativeBuckets,
      tie_word_embeddings: config.scaleDecoderOutput,
      vocab_size: config.vocabularySize,
    };
  }
  return {
    architectures: [maskedLmFamily(config.architecture).modelClass],
    attention_probs_dropout_prob: 0.1,
    hidden_act: config.activation,
    hidden_dropout_prob: 0.1,
    hidden_size: config.hiddenSize,
    initializer_range: config.initializerRange,
    intermediate_size: config.intermediateSize,
    layer_norm_eps: config.layerNormEpsilon,
    max_position_embeddings: config.maxPositions,
    model_type: config.architecture,
    num_attention_heads: config.heads,
    num_hidden_layers: config.layers,
    pad_token_id: config.padTokenId,
    tie_word_embeddings: config.tiedHead,
    type_vocab_size: config.tokenTypes,
    vocab_size: config.vocabularySize,
  };
}
