import type { ModelConfig } from '../config/model-config.ts';
import { openCheckpoint } from './checkpoint-files.ts';
import { findWeights } from './load-weights.ts';
import type { TensorData } from './tensor-file.ts';

/** The weights that a configuration asks for, in memory and not on a backend: exact whatever precision a backbone keeps. */
export async function readWeights(folder: string, config: ModelConfig): Promise<Record<string, TensorData>> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const weights: Record<string, TensorData> = {};
    for (const [{ name }, stored] of findWeights(checkpoint, config, folder)) weights[name] = await checkpoint.read(stored);
    return weights;
  } finally {
    await checkpoint.close();
  }
}
