import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import { SafetensorsFile, type TensorData } from './read-safetensors.ts';

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** The weight files of one model folder, as one set of named tensors. */
export interface Checkpoint {
  /** Names of the floating-point tensors. */
  names: readonly string[];
  /** Path of the file that holds a tensor. */
  fileOf(name: string): string;
  shapeOf(name: string): readonly number[];
  read(name: string): Promise<TensorData>;
  close(): Promise<void>;
}

/**
 * Opens `model.safetensors`, or the shards that `model.safetensors.index.json` lists.
 * @throws CHECKPOINT_MISSING, CHECKPOINT_INDEX and what {@link SafetensorsFile.open} throws.
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const single = join(folder, 'model.safetensors');
  const index = join(folder, 'model.safetensors.index.json');
  if (await exists(single)) return openFiles([single]);
  if (await exists(index)) return openFiles(await shardPaths(folder, index));
  const pickled = (await exists(join(folder, 'pytorch_model.bin'))) || (await exists(join(folder, 'pytorch_model.bin.index.json')));
  throw new SkillNeuronsError({
    code: 'CHECKPOINT_MISSING',
    message: pickled ? 'the weights are a PyTorch pickle, which is not read' : 'no model.safetensors and no model.safetensors.index.json',
    where: folder,
    hint: pickled ? 'convert it with save_pretrained(folder, safe_serialization=True) in Python' : 'give the folder of a Hugging Face checkpoint',
  });
}

async function shardPaths(folder: string, index: string): Promise<string[]> {
  const result = indexSchema.safeParse(await readJsonFile(index, 'checkpoint index'));
  if (!result.success) throw indexError(index, 'weight_map does not map tensor names to files');
  const names = [...new Set(Object.values(result.data.weight_map))].sort();
  for (const name of names) {
    // A shard is a plain name beside its index: nothing may lead out of the folder.
    if (name !== basename(name) || name.includes('\\') || name === '..' || name === '.') throw indexError(index, `the shard "${name}" is not a file name`);
  }
  if (names.length === 0) throw indexError(index, 'it lists no shards');
  return names.map((name) => join(folder, name));
}

async function openFiles(paths: string[]): Promise<Checkpoint> {
  const files: SafetensorsFile[] = [];
  const close = async () => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    for (const path of paths) files.push(await SafetensorsFile.open(path));
  } catch (error) {
    await close();
    throw error;
  }
  const holders = new Map(files.flatMap((file) => file.floatNames.map((name) => [name, file] as const)));
  const holder = (name: string) => holders.get(name)!;
  return {
    names: [...holders.keys()],
    fileOf: (name) => holder(name).path,
    shapeOf: (name) => holder(name).header.entries.get(name)!.shape,
    read: (name) => holder(name).read(name),
    close,
  };
}

function indexError(path: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'CHECKPOINT_INDEX', message, where: path, hint: 'download the index again' });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
