import { createHash, type Hash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { ModelConfig } from '../config/model-config.ts';
import { weightSpecs } from '../models/initialise-weights.ts';
import type { Weights, WeightSpec } from '../models/weights.ts';
import { canonicalName } from './canonical-name.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint-files.ts';
import { checkPrecision, storeWeight, type WeightPrecision } from './store-weight.ts';
import type { TensorData } from './tensor-file.ts';

export interface LoadOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** `float16` keeps the matrices of the model in half the memory, rounded; on the onnxruntime backend. Default float32. */
  precision?: WeightPrecision;
}

/** An error names at most this many missing tensors. */
const maximumListed = 5;

/** A checkpoint's weights, and what in it was not used. */
export interface LoadedWeights {
  weights: Weights;
  /**
   * sha256 over the configuration and every name, shape and float32 value: equal for the same model however it is stored. Weights kept
   * as float16 compute other numbers and have another one.
   */
  fingerprint: string;
  /** Stored floating-point tensors that the model has no use for, by their stored names. */
  unused: string[];
}

/**
 * Reads the weights that a configuration asks for, tensor by tensor, and fingerprints them on the way. Besides the weights, at
 * most one tensor is in memory.
 * @throws CHECKPOINT_TENSOR_MISSING or CHECKPOINT_TENSOR_SHAPE naming the tensor; WEIGHTS_PRECISION_BACKEND; what
 * `openCheckpoint` throws.
 */
export async function loadWeights(folder: string, config: ModelConfig, options: LoadOptions = {}): Promise<LoadedWeights> {
  const { precision = 'float32' } = options;
  checkPrecision(precision);
  const checkpoint = await openCheckpoint(folder);
  const weights: Record<string, tf.Tensor> = {};
  const hash = createHash('sha256').update(JSON.stringify(config, Object.keys(config).sort()));
  try {
    const found = findWeights(checkpoint, config, folder);
    for (const [index, [spec, stored]] of found.entries()) {
      options.signal?.throwIfAborted();
      const tensor = await checkpoint.read(stored);
      updateHash(hash, spec.name, tensor);
      weights[spec.name] = storeWeight(spec.name, tf.tensor(tensor.data, [...spec.shape], 'float32'), precision);
      options.onProgress?.({ label: 'load weights', done: index + 1, total: found.length });
    }
    if (precision !== 'float32') hash.update(`\nkept as ${precision}\n`);
    return { weights, fingerprint: hash.digest('hex'), unused: unusedNames(checkpoint, found) };
  } catch (error) {
    tf.dispose(weights);
    throw error;
  } finally {
    await checkpoint.close();
  }
}

/** What a checkpoint holds of what its configuration asks for. */
export interface CheckpointInspection {
  /** Names of needed tensors that are not stored. */
  missing: string[];
  /** Stored floating-point tensors that the model has no use for, by their stored names. */
  unused: string[];
}

/** Compares a checkpoint with its configuration without reading any tensor. @throws what `openCheckpoint` throws */
export async function inspectCheckpoint(folder: string, config: ModelConfig): Promise<CheckpointInspection> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const { found, absent } = pair(checkpoint, config);
    return { missing: absent.map(({ name }) => name), unused: unusedNames(checkpoint, found) };
  } finally {
    await checkpoint.close();
  }
}

/** Pairs every weight with the stored tensor to read; nothing is read before all are known to be right. */
export function findWeights(checkpoint: Checkpoint, config: ModelConfig, folder: string): [WeightSpec, string][] {
  const { found, absent } = pair(checkpoint, config);
  for (const [spec, stored] of found) checkShape(spec, checkpoint.shapeOf(stored), checkpoint.fileOf(stored));
  if (absent.length > 0) throw missing(absent, folder, config);
  return found;
}

function pair(checkpoint: Checkpoint, config: ModelConfig): { found: [WeightSpec, string][]; absent: WeightSpec[] } {
  const storedNames = new Map<string, string>();
  for (const name of checkpoint.names) {
    const canonical = canonicalName(name, config);
    // Where a tensor is stored twice, the canonical name wins.
    if (!storedNames.has(canonical) || name === canonical) storedNames.set(canonical, name);
  }
  const found: [WeightSpec, string][] = [];
  const absent: WeightSpec[] = [];
  for (const spec of weightSpecs(config)) {
    const stored = storedNames.get(spec.name);
    if (stored !== undefined) found.push([spec, stored]);
    else if (spec.optional !== true) absent.push(spec);
  }
  return { found, absent };
}

function unusedNames(checkpoint: Checkpoint, found: readonly [WeightSpec, string][]): string[] {
  const used = new Set(found.map(([, stored]) => stored));
  return checkpoint.names.filter((name) => !used.has(name));
}

function checkShape(spec: WeightSpec, shape: readonly number[], file: string): void {
  if (tf.util.arraysEqual([...spec.shape], [...shape])) return;
  throw new SkillNeuronsError({
    code: 'CHECKPOINT_TENSOR_SHAPE',
    message: `tensor "${spec.name}" is [${shape.join(', ')}], config.json asks for [${spec.shape.join(', ')}]`,
    where: file,
    hint: 'config.json and the weights must come from the same model',
  });
}

function missing(absent: readonly WeightSpec[], folder: string, config: ModelConfig): SkillNeuronsError {
  const listed = absent.slice(0, maximumListed).map(({ name, shape }) => `"${name}" [${shape.join(', ')}]`);
  const more = absent.length > maximumListed ? ` and ${absent.length - maximumListed} more` : '';
  const head = absent.every(({ name }) => /^(lm_head|cls)\./.test(name));
  return new SkillNeuronsError({
    code: 'CHECKPOINT_TENSOR_MISSING',
    message: absent.length === 1 ? `tensor ${listed[0]} is not in the checkpoint` : `${absent.length} tensors are not in the checkpoint: ${listed.join(', ')}${more}`,
    where: folder,
    hint: head ? 'this checkpoint has no language-model head; take the one saved from the ...ForMaskedLM class' : `it must be a ${config.architecture} checkpoint that fits its config.json`,
  });
}

function updateHash(hash: Hash, name: string, { shape, data }: TensorData): void {
  hash.update(`\n${name} [${shape.join(',')}]\n`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
