import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { writeFileAtomic } from '@skill-neurons/core';
import { saveCheckpoint, type ModelConfig } from '@skill-neurons/runtime';
import type { TokenizerFiles } from './tokenizers/tokenizer-files.ts';
import type { PretrainedModel } from './training/pretrain.ts';
import { logText } from './training/training-log.ts';

export async function writeTokenizer(folder: string, { tokenizer, configuration }: TokenizerFiles): Promise<void> {
  await writeFileAtomic(join(folder, 'tokenizer.json'), `${JSON.stringify(tokenizer)}\n`);
  await writeFileAtomic(join(folder, 'tokenizer_config.json'), `${JSON.stringify(configuration, null, 2)}\n`);
}

/** Writes weights, configuration and training log beside the tokenizer. */
export async function writeModel(folder: string, config: ModelConfig, { parameters, shapes, log }: PretrainedModel): Promise<void> {
  const weights = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, tf.tensor(values, [...shapes[name]!], 'float32')]));
  try {
    await saveCheckpoint(folder, config, weights);
  } finally {
    tf.dispose(weights);
  }
  await writeFileAtomic(join(folder, 'training-log.jsonl'), logText(log));
}

/** Records the sha256 of files of a model folder in `checksums.json`. */
export async function writeChecksums(folder: string, names: readonly string[]): Promise<void> {
  const entries: [string, string][] = [];
  for (const name of [...names].sort()) entries.push([name, createHash('sha256').update(await readFile(join(folder, name))).digest('hex')]);
  await writeFileAtomic(join(folder, 'checksums.json'), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
