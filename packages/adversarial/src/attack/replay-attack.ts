import type { OnProgress } from '@skill-neurons/core';
import { shareOf, type Share } from '../advglue/score.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import type { AttackRecord } from './attack-record.ts';
import { predictionOf } from './goal.ts';

/** How texts made against one model do against another. */
export interface Replay {
  n: number;
  originalAccuracy: Share;
  /** Accuracy on the texts as the attack left them. */
  perturbedAccuracy: Share;
  /** Of the texts that turned the model they were made for and whose originals this one gets right: those that turn it too. */
  transferRate: Share | null;
  answers: { id: string; label: number; original: number; perturbed: number }[];
}

/** Shows the texts of an attack to another victim: another prompt, seed or model of the same task. */
export async function replayAttack({ records, victim, onProgress }: { records: readonly AttackRecord[]; victim: Victim; onProgress?: OnProgress | undefined }): Promise<Replay> {
  const predict = async (texts: readonly AttackRecord['original'][]) => (await victim.score(texts.map(({ fields }) => fields))).map(predictionOf);
  const original = await predict(records.map((record) => record.original));
  onProgress?.({ label: 'replay', done: records.length, total: 2 * records.length });
  const perturbed = await predict(records.map((record) => record.perturbed));
  onProgress?.({ label: 'replay', done: 2 * records.length, total: 2 * records.length });
  const right = (predictions: readonly number[]) => records.filter(({ label }, i) => predictions[i] === label).length;
  const carried = records.flatMap(({ status, label }, i) => (status === 'succeeded' && original[i] === label ? [perturbed[i] !== label] : []));
  return {
    n: records.length,
    originalAccuracy: shareOf(right(original), records.length),
    perturbedAccuracy: shareOf(right(perturbed), records.length),
    transferRate: carried.length === 0 ? null : shareOf(carried.filter(Boolean).length, carried.length),
    answers: records.map(({ id, label }, i) => ({ id, label, original: original[i]!, perturbed: perturbed[i]! })),
  };
}
