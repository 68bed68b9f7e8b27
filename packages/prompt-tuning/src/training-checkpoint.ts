import { existsSync } from 'node:fs';
import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors } from '@skill-neurons/runtime';
import type { AdamWState } from './adamw.ts';
import type { CurvePoint } from './tune.ts';

/** Everything a training run needs to go on after any interruption, bit for bit. */
export interface TrainingState {
  prompt: Float32Array;
  optimizer: AdamWState;
  best: { values: Float32Array; step: number; accuracy: number; correct: number; n: number; loss: number };
  curve: CurvePoint[];
  /** Loss summed over the steps since the last point of the curve, and how many those are. */
  pendingLoss: { sum: number; steps: number };
  /** Seconds of training so far, over all interruptions. */
  seconds: number;
}

/** Where a run keeps its state; `identity` names the settings, so that another run's state is refused. */
export interface CheckpointFile {
  path: string;
  identity: string;
}

/** Writes the state in one file with one rename: a kill at any moment leaves the old state or the new. */
export async function saveTrainingState({ path, identity }: CheckpointFile, state: TrainingState): Promise<void> {
  const { prompt, optimizer, best, curve, pendingLoss, seconds } = state;
  const row = (data: Float32Array) => ({ shape: [data.length], data });
  const tensors = { prompt: row(prompt), best: row(best.values), first_moment: row(optimizer.firstMoment), second_moment: row(optimizer.secondMoment) };
  const { step, accuracy, correct, n, loss } = best;
  const kept = { step, accuracy, correct, n, loss };
  await writeSafetensors(path, tensors, { identity, state: JSON.stringify({ step: optimizer.step, best: kept, curve, pendingLoss, seconds }) });
}

/** The stored state, or null when there is none. @throws CHECKPOINT_MISMATCH when it belongs to other settings */
export async function loadTrainingState({ path, identity }: CheckpointFile): Promise<TrainingState | null> {
  if (!existsSync(path)) return null;
  const { tensors, metadata } = await readSafetensors(path);
  if (metadata['identity'] !== identity) {
    throw new SkillNeuronsError({
      code: 'CHECKPOINT_MISMATCH',
      message: 'this checkpoint was written with other settings, another model or other data',
      where: path,
      hint: 'delete it, or give another --out folder',
    });
  }
  const data = (name: string): Float32Array => {
    const tensor = tensors[name];
    if (!tensor) throw new SkillNeuronsError({ code: 'CHECKPOINT_DAMAGED', message: `tensor "${name}" is missing`, where: path, hint: 'delete the checkpoint and start again' });
    return tensor.data;
  };
  // Our own writer made this text and the identity matches, so its shape is known.
  const { step, best, curve, pendingLoss, seconds } = JSON.parse(metadata['state'] ?? 'null') as Omit<TrainingState, 'prompt' | 'optimizer'> & { step: number };
  return {
    prompt: data('prompt'),
    optimizer: { step, firstMoment: data('first_moment'), secondMoment: data('second_moment') },
    best: { ...best, values: data('best') },
    curve,
    pendingLoss,
    seconds,
  };
}
