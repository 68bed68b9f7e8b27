import { z } from 'zod';
import type { ModelConfig } from './model-config.ts';

/**
 * What a pruned model's `config.json` says beyond Hugging Face's fields, where transformers could not compute the model. Its
 * `model_type` is then `pruned_roberta`, `pruned_bert` or `pruned_t5`, so that transformers refuses the folder instead of computing
 * another model; `intermediate_size` or `d_ff` is the widest layer's.
 */
const schema = z.object({
  /** Neurons of each layer of the encoder, where they differ. */
  encoder_feed_forward_widths: z.array(z.int().min(1)).optional(),
  /** The same of T5's decoder. */
  decoder_feed_forward_widths: z.array(z.int().min(1)).optional(),
  /** T5: `DenseReluDense.wo.bias` is stored for every layer. */
  feed_forward_bias: z.boolean().optional(),
});

type PrunedFields = Pick<Extract<ModelConfig, { architecture: 't5' }>, 'encoderWidths' | 'decoderWidths' | 'feedForwardBias'>;

const prefix = 'pruned_';

/** The Hugging Face type behind `pruned_...`; any other type is what it is. */
export function baseModelType(type: unknown): unknown {
  return typeof type === 'string' && type.startsWith(prefix) ? type.slice(prefix.length) : type;
}

/** Reads the fields of a pruned model. Returns what is wrong with them as text. */
export function readPrunedFields(json: unknown, config: ModelConfig): PrunedFields | string {
  if (baseModelType((json as { model_type?: unknown }).model_type) === (json as { model_type?: unknown }).model_type) return {};
  const result = schema.safeParse(json);
  if (!result.success) return `${result.error.issues[0]?.path.join('.') ?? ''}: ${result.error.issues[0]?.message ?? 'malformed'}`;
  const { encoder_feed_forward_widths: encoderWidths, decoder_feed_forward_widths: decoderWidths, feed_forward_bias: feedForwardBias } = result.data;
  const decoderLayers = config.architecture === 't5' ? config.decoderLayers : 0;
  for (const [name, widths, layers] of [['encoder', encoderWidths, config.layers], ['decoder', decoderWidths, decoderLayers]] as const) {
    if (widths === undefined) continue;
    if (widths.length !== layers) return `${name}_feed_forward_widths has ${widths.length} entries, the ${name} has ${layers} layers`;
    if (Math.max(...widths) > config.intermediateSize) return `${name}_feed_forward_widths holds ${Math.max(...widths)}, the widest layer has ${config.intermediateSize}`;
  }
  if (feedForwardBias === true && config.architecture !== 't5') return 'feed_forward_bias is a field of pruned_t5: the others always have a bias';
  return { ...(encoderWidths && { encoderWidths }), ...(decoderWidths && { decoderWidths }), ...(feedForwardBias === true && { feedForwardBias }) };
}

/**
 * The `config.json` of a pruned model: that of the model it was cut from, with other widths. What Hugging Face's fields cannot say
 * is said in ours, under a `model_type` of ours.
 */
export function prunedConfigJson(source: Readonly<Record<string, unknown>>, config: ModelConfig): Record<string, unknown> {
  const { encoderWidths, intermediateSize } = config;
  const { decoderWidths, feedForwardBias } = config.architecture === 't5' ? config : {};
  const type = String(baseModelType(source['model_type']));
  return {
    ...source,
    // Undefined leaves out what an earlier pruning said.
    encoder_feed_forward_widths: encoderWidths,
    decoder_feed_forward_widths: decoderWidths,
    feed_forward_bias: feedForwardBias,
    // The weights are written in float32.
    ...Object.fromEntries(['dtype', 'torch_dtype'].filter((name) => typeof source[name] === 'string').map((name) => [name, 'float32'])),
    model_type: isReadByTransformers(config) ? type : `${prefix}${type}`,
    [config.architecture === 't5' ? 'd_ff' : 'intermediate_size']: intermediateSize,
  };
}

/** True where transformers computes the same from the folder. */
export function isReadByTransformers(config: ModelConfig): boolean {
  return config.encoderWidths === undefined && (config.architecture !== 't5' || (config.decoderWidths === undefined && config.feedForwardBias !== true));
}
