import { existsSync } from 'node:fs';
import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors } from '@skill-neurons/runtime';
import type { OptimizerState } from './optimizers/optimizer.ts';
import type { CurvePoint } from './tune.ts';

/** Everything a training run needs to go on after any interruption, bit for bit. */
export interface TrainingState {
  prompt: Float32Array;
  optimizer: OptimizerState;
  best: { values: Float32Array; step: number; score: number; accuracy: number; correct: number; n: number; loss: number };
  curve: CurvePoint[];
  /** Loss summed over the steps since the last point of the curve, and how many those are. */
  pendingLoss: { sum: number; steps: number };
  /** Seconds of training so far, over all interruptions. */
  seconds: number;
}

/** The best state before the first measurement. */
export const nothingYet = { step: 0, score: -Infinity, accuracy: -1, correct: 0, n: 0, loss: Infinity };

type StoredState = Pick<TrainingState, 'curve' | 'pendingLoss' | 'seconds'> & { step: number; best: typeof nothingYet | null };

/** Before the names of the optimizer's tensors. */
const optimizerPrefix = 'optimizer.';

/** Where a run keeps its state; `identity` names the settings, so that another run's state is refused. */
export interface CheckpointFile {
  path: string;
  identity: string;
}

/**
 * Writes the states of one run, or of several that go on together, in one file with one rename: a kill at any moment leaves the old
 * states or the new.
 */
export async function saveTrainingStates({ path, identity }: CheckpointFile, states: readonly TrainingState[]): Promise<void> {
  const row = (data: Float32Array) => ({ shape: [data.length], data });
  const tensors = states.flatMap(({ prompt, optimizer, best }, run) => [
    [`${run}.prompt`, row(prompt)] as const,
    [`${run}.best`, row(best.values)] as const,
    ...Object.entries(optimizer.tensors).map(([name, data]) => [`${run}.${optimizerPrefix}${name}`, row(data)] as const),
  ]);
  const texts = states.map(({ optimizer, best, curve, pendingLoss, seconds }): StoredState => {
    const { step, score, accuracy, correct, n, loss } = best;
    // JSON has no infinities, which the first best score and loss are.
    return { step: optimizer.step, best: step === 0 ? null : { step, score, accuracy, correct, n, loss }, curve, pendingLoss, seconds };
  });
  await writeSafetensors(path, Object.fromEntries(tensors), { identity, states: JSON.stringify(texts) });
}

/** The stored states, or null when there are none. @throws CHECKPOINT_MISMATCH when they belong to other settings */
export async function loadTrainingStates({ path, identity }: CheckpointFile): Promise<TrainingState[] | null> {
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
  // Our own writer made this text and the identity matches, so its shape is known.
  return (JSON.parse(metadata['states'] ?? '[]') as StoredState[]).map(({ step, best, curve, pendingLoss, seconds }, run) => {
    const own = Object.entries(tensors).flatMap(([name, { data }]) => (name.startsWith(`${run}.`) ? [[name.slice(`${run}.`.length), data] as const] : []));
    const { prompt, best: values, ...others } = Object.fromEntries(own);
    if (prompt === undefined || values === undefined) {
      throw new SkillNeuronsError({ code: 'CHECKPOINT_DAMAGED', message: 'tensors are missing', where: path, hint: 'delete the checkpoint and start again' });
    }
    const moments = Object.entries(others).map(([name, data]) => [name.slice(optimizerPrefix.length), data] as const);
    return { prompt, optimizer: { step, tensors: Object.fromEntries(moments) }, best: { ...(best ?? nothingYet), values }, curve, pendingLoss, seconds };
  });
}
