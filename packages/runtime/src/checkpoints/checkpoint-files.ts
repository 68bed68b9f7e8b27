import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import { SafetensorsFile } from './read-safetensors.ts';
import type { TensorData, TensorFile } from './tensor-file.ts';
import { TorchFile } from './torch/torch-file.ts';

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** The formats of weight files, the preferred one first. */
const formats: readonly { file: string; open: (path: string) => Promise<TensorFile> }[] = [
  { file: 'model.safetensors', open: (path) => SafetensorsFile.open(path) },
  { file: 'pytorch_model.bin', open: (path) => TorchFile.open(path) },
];

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
 * Opens `model.safetensors`, else the shards that `model.safetensors.index.json` lists, else `pytorch_model.bin` or its shards.
 * @throws CHECKPOINT_MISSING, CHECKPOINT_INDEX and what {@link SafetensorsFile.open} and {@link TorchFile.open} throw.
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  for (const { file, open } of formats) {
    const [single, index] = [join(folder, file), join(folder, `${file}.index.json`)];
    if (await exists(single)) return openFiles([single], open);
    if (await exists(index)) return openFiles(await shardPaths(folder, index), open);
  }
  throw new SkillNeuronsError({
    code: 'CHECKPOINT_MISSING',
    message: `no ${formats.map(({ file }) => `${file} and no ${file}.index.json`).join(', no ')}`,
    where: folder,
    hint: 'give the folder of a Hugging Face checkpoint',
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

async function openFiles(paths: string[], open: (path: string) => Promise<TensorFile>): Promise<Checkpoint> {
  const files: TensorFile[] = [];
  const close = async () => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    for (const path of paths) files.push(await open(path));
  } catch (error) {
    await close();
    throw error;
  }
  const holders = new Map(files.flatMap((file) => file.names.map((name) => [name, file] as const)));
  const holder = (name: string) => holders.get(name)!;
  return {
    names: [...holders.keys()],
    fileOf: (name) => holder(name).path,
    shapeOf: (name) => holder(name).shapeOf(name),
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
