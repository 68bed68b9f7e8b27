import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import type { ModelConfig } from '../config/model-config.ts';
import { configJson } from '../config/write-config.ts';
import type { Weights } from '../models/weights.ts';
import type { TensorData } from './tensor-file.ts';
import { writeSafetensors } from './write-safetensors.ts';

/** Writes `config.json` and `model.safetensors` so that {@link loadBackbone} and Hugging Face transformers read them. */
export async function saveCheckpoint(folder: string, config: ModelConfig, weights: Weights): Promise<void> {
  const tensors: Record<string, TensorData> = {};
  for (const [name, tensor] of Object.entries(weights)) tensors[name] = { shape: tensor.shape, data: (await tensor.data()) as Float32Array };
  await writeSafetensors(join(folder, 'model.safetensors'), tensors);
  await writeFileAtomic(join(folder, 'config.json'), configJson(config));
}
