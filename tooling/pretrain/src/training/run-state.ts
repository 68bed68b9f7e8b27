import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors, type TensorData } from '@skill-neurons/runtime';
import type { AdamWState, Arrays } from './adamw.ts';
import type { LogLine } from './training-log.ts';

/** All that a run needs to go on. */
export interface RunState {
  readonly parameters: Arrays;
  readonly optimizer: AdamWState;
  readonly log: readonly LogLine[];
}

const fileName = 'run-state.safetensors';

/** Saves everything in one file that is replaced whole: a killed run has the old state or the new. */
export async function saveRunState(folder: string, settings: unknown, shapes: Readonly<Record<string, readonly number[]>>, state: RunState): Promise<void> {
  const tensors: Record<string, TensorData> = {};
  for (const [kind, arrays] of groups(state)) {
    for (const [name, data] of Object.entries(arrays)) tensors[`${kind}/${name}`] = { shape: shapes[name]!, data };
  }
  const metadata = { step: String(state.optimizer.step), settings: fingerprint(settings), log: JSON.stringify(state.log) };
  await writeSafetensors(join(folder, fileName), tensors, metadata);
}

/**
 * The saved state of a run, or null where there is none.
 * @throws PRETRAIN_OTHER_RUN when it was saved under other settings
 */
export async function loadRunState(folder: string, settings: unknown): Promise<RunState | null> {
  const path = join(folder, fileName);
  if (!existsSync(path)) return null;
  const { tensors, metadata } = await readSafetensors(path);
  if (metadata['settings'] !== fingerprint(settings)) {
    throw new SkillNeuronsError({ code: 'PRETRAIN_OTHER_RUN', message: 'the unfinished run in this folder has other settings', where: path, hint: 'finish it with its own settings, delete the file, or choose another folder' });
  }
  const group = (kind: string) => Object.fromEntries(Object.entries(tensors).flatMap(([name, { data }]) => (name.startsWith(`${kind}/`) ? [[name.slice(kind.length + 1), data]] : [])));
  return {
    parameters: group('parameter'),
    optimizer: { step: Number(metadata['step']), first: group('first'), second: group('second') },
    log: JSON.parse(metadata['log'] ?? '[]') as LogLine[],
  };
}

const groups = (state: RunState): [string, Arrays][] => [['parameter', state.parameters], ['first', state.optimizer.first], ['second', state.optimizer.second]];
const fingerprint = (settings: unknown) => createHash('sha256').update(JSON.stringify(settings)).digest('hex');
