import { copyFile, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readJsonFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { readWeights } from '../checkpoints/read-weights.ts';
import { writeSafetensors } from '../checkpoints/write-safetensors.ts';
import type { ModelConfig } from '../config/model-config.ts';
import { isReadByTransformers, prunedConfigJson } from '../config/pruned-config.ts';
import { readConfig } from '../config/read-config.ts';
import { configText } from '../config/write-config.ts';
import { pruneFeedForward, type NeuronCut } from './prune-feed-forward.ts';

/** What else belongs to a model, where its folder has it. */
const companions = [
  'tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json', 'vocab.json', 'vocab.txt', 'merges.txt',
  'spiece.model', 'sentencepiece.bpe.model', 'generation_config.json',
] as const;

/** What was written. */
export interface PrunedCheckpoint {
  config: ModelConfig;
  /** Number of weights (scalars). */
  parameters: number;
  /** Hugging Face transformers computes the same from the folder; else its `model_type` is ours and only {@link loadBackbone} reads it. */
  readByTransformers: boolean;
}

/**
 * Writes a model without some of its neurons as a checkpoint folder: `config.json` with what the model's own says besides widths,
 * `model.safetensors` in float32, the tokenizer's files.
 * @param source folder of the model
 * @throws PRUNE_NEURONS, PRUNE_SAME_FOLDER, FILE_WRITE, and what loading a model throws
 */
export async function savePrunedCheckpoint(folder: string, source: string, cuts: readonly NeuronCut[]): Promise<PrunedCheckpoint> {
  if (resolve(folder) === resolve(source)) {
    throw new SkillNeuronsError({ code: 'PRUNE_SAME_FOLDER', message: 'the pruned model would replace the model it is cut from', where: folder, hint: 'give another folder' });
  }
  const before = await readConfig(source);
  const { config, weights } = pruneFeedForward(before, await readWeights(source, before), cuts);
  await mkdir(folder, { recursive: true });
  for (const name of companions) {
    if (existsSync(join(source, name))) await copyFile(join(source, name), join(folder, name));
  }
  await writeSafetensors(join(folder, 'model.safetensors'), weights);
  const json = (await readJsonFile(join(source, 'config.json'), 'model configuration')) as Record<string, unknown>;
  await writeFileAtomic(join(folder, 'config.json'), configText(prunedConfigJson(json, config)));
  const parameters = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  return { config, parameters, readByTransformers: isReadByTransformers(config) };
}
