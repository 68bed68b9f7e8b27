import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackbone, useBackend, type Backbone } from '@skill-neurons/runtime';
import { writeTinyCheckpoint } from './tiny-checkpoint.ts';

/** A randomly initialised backbone of a few thousand weights, loaded from a checkpoint folder. */
export async function tinyBackbone(architecture: 'roberta' | 't5'): Promise<Backbone> {
  await useBackend('auto', { threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'tiny-'));
  await writeTinyCheckpoint(folder, architecture);
  return loadBackbone(folder);
}
