import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import type { ActivationFunction, MaskedLmConfig, ModelConfig, T5Config } from './model-config.ts';
import { maskedLmFamilies, maskedLmFamilyOfType } from '../models/masked-lm-families/index.ts';
import { baseModelType, readPrunedFields } from './pruned-config.ts';

const supported = [...maskedLmFamilies.flatMap(({ modelTypes }) => [...modelTypes]), 't5'].join(', ');
const size = z.int().min(1).max(2 ** 24);
const tokenId = z.int().min(0).max(2 ** 24);
const epsilon = z.number().min(0).max(1);

const maskedLmSchema = z.object({
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size.max(1000),
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size,
  type_vocab_size: size.default(2),
  layer_norm_eps: epsilon.default(1e-12),
  hidden_act: z.string().default('gelu'),
  pad_token_id: tokenId.nullish(),
  position_embedding_type: z.literal('absolute').nullish(),
  tie_word_embeddings: z.boolean().default(true),
  initializer_range: z.number().default(0.02),
});

const t5Schema = z.object({
  vocab_size: size,
  d_model: size,
  d_kv: size,
  d_ff: size,
  num_heads: size,
  num_layers: size.max(1000),
  num_decoder_layers: size.max(1000).nullish(),
  relative_attention_num_buckets: size.min(4).default(32),
  relative_attention_max_distance: size.default(128),
  layer_norm_epsilon: epsilon.default(1e-6),
  feed_forward_proj: z.string().default('relu'),
  tie_word_embeddings: z.boolean().default(true),
  scale_decoder_outputs: z.boolean().optional(),
  pad_token_id: tokenId.default(0),
  decoder_start_token_id: tokenId.nullish(),
  initializer_factor: z.number().default(1),
});

/**
 * Reads and checks the `config.json` of a Hugging Face checkpoint.
 * @throws FILE_READ, FILE_JSON, CONFIG_ARCHITECTURE (another kind of model), CONFIG_INVALID (naming the field).
 */
export async function readConfig(folder: string): Promise<ModelConfig> {
  const path = join(folder, 'config.json');
  const json = await readJsonFile(path, 'model configuration');
  const type = (json as { model_type?: unknown } | null)?.model_type;
  const config = configOf(baseModelType(type), json, path);
  if (config !== undefined) {
    const pruned = readPrunedFields(json, config);
    if (typeof pruned === 'string') throw invalid(path, pruned);
    return { ...config, ...pruned };
  }
  throw new SkillNeuronsError({
    code: 'CONFIG_ARCHITECTURE',
    message: `model_type is ${type === undefined ? 'missing' : `"${String(type)}"`}`,
    where: path,
    hint: `supported are ${supported}`,
  });
}

function configOf(type: unknown, json: unknown, path: string): ModelConfig | undefined {
  const family = maskedLmFamilyOfType(type);
  if (family !== undefined) return maskedLmConfig(family, json, path);
  return type === 't5' ? t5Config(json, path) : undefined;
}

function maskedLmConfig({ architecture, padTokenId }: (typeof maskedLmFamilies)[number], json: unknown, path: string): MaskedLmConfig {
  const config = check(maskedLmSchema, json, path);
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw invalid(path, `hidden_size ${config.hidden_size} is not a multiple of num_attention_heads ${config.num_attention_heads}`);
  }
  return {
    architecture,
    vocabularySize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    intermediateSize: config.intermediate_size,
    maxPositions: config.max_position_embeddings,
    tokenTypes: config.type_vocab_size,
    layerNormEpsilon: config.layer_norm_eps,
    activation: activationFunction(config.hidden_act, 'hidden_act', path),
    padTokenId: config.pad_token_id ?? padTokenId,
    tiedHead: config.tie_word_embeddings,
    initializerRange: config.initializer_range,
  };
}

function t5Config(json: unknown, path: string): T5Config {
  const config = check(t5Schema, json, path);
  const gated = config.feed_forward_proj.startsWith('gated-');
  // Hugging Face reads "gated-gelu" as the tanh approximation.
  const name = config.feed_forward_proj === 'gated-gelu' ? 'gelu_new' : config.feed_forward_proj.replace(/^gated-/, '');
  return {
    architecture: 't5',
    vocabularySize: config.vocab_size,
    hiddenSize: config.d_model,
    headSize: config.d_kv,
    heads: config.num_heads,
    intermediateSize: config.d_ff,
    layers: config.num_layers,
    decoderLayers: config.num_decoder_layers ?? config.num_layers,
    relativeBuckets: config.relative_attention_num_buckets,
    relativeMaxDistance: config.relative_attention_max_distance,
    layerNormEpsilon: config.layer_norm_epsilon,
    activation: activationFunction(name, 'feed_forward_proj', path),
    gated,
    scaleDecoderOutput: config.scale_decoder_outputs ?? config.tie_word_embeddings,
    padTokenId: config.pad_token_id,
    decoderStartTokenId: config.decoder_start_token_id ?? config.pad_token_id,
    initializerFactor: config.initializer_factor,
  };
}

function activationFunction(name: string, field: string, path: string): ActivationFunction {
  if (name === 'gelu' || name === 'relu') return name;
  if (name === 'gelu_new' || name === 'gelu_pytorch_tanh') return 'gelu_new';
  throw invalid(path, `${field} "${name}" is not supported`, 'supported are gelu, gelu_new and relu');
}

function check<T extends z.ZodType>(schema: T, json: unknown, path: string): z.infer<T> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
}

function invalid(path: string, message: string, hint = 'compare it with the config.json of the original model'): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'CONFIG_INVALID', message, where: path, hint });
}
