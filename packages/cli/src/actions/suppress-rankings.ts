import { SkillNeuronsError } from '@skill-neurons/core';
import type { Task } from '@skill-neurons/data';
import { splitInHalves } from '@skill-neurons/experiments';
import {
  collectBaseline, collectFiringCounts, collectFiringHalves, crossFittedPredictivity, loadPredictivity, meanPredictivity, mergeFiringCounts, predictivity,
} from '@skill-neurons/neurons';
import type { CollectOptions, NeuronValues, StoredPredictivity } from '@skill-neurons/neurons';
import { batchesOf, type PreparedSplit, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { SuppressNeuronsOptions } from '../commands/neurons-suppress.ts';
import type { Session } from '../session.ts';
import { assertFitsBackbone } from './neuron-shapes.ts';

export interface NamedPrompt {
  name: string;
  prompt: SoftPrompt;
}

/** A ranking, by the split it was found on. */
export interface SuppressRanking {
  name: string;
  values: NeuronValues;
  /** Files behind it; none where it was found here. */
  files: string[];
  /** The task it was found on, where known. */
  task: string | undefined;
}

/** Rankings of files: those of one task and split are averaged (paper.md A9 ranks by the mean over seeds). */
export async function loadRankings(options: SuppressNeuronsOptions, { backbone }: Session, task: Task): Promise<SuppressRanking[]> {
  const groups = new Map<string, { file: string; stored: StoredPredictivity }[]>();
  for (const file of options.neurons ?? []) {
    const stored = await loadPredictivity(file);
    assertFitsBackbone(stored, backbone, options.stack, file);
    const key = JSON.stringify([stored.metadata['task'], stored.metadata['split'] ?? file]);
    groups.set(key, [...(groups.get(key) ?? []), { file, stored }]);
  }
  return [...groups.values()].map((group) => {
    const { layers, width, metadata } = group[0]!.stored;
    const split = metadata['split'] ?? group[0]!.file;
    const name = metadata['task'] === undefined || metadata['task'] === task.name ? split : `${metadata['task']} ${split}`;
    return { name, task: metadata['task'], files: group.map(({ file }) => file), values: { layers, width, values: meanPredictivity(group.map(({ stored }) => stored)) } };
  });
}

/** Rankings found here: predictivity on each split of --find with every prompt, averaged. */
export async function findRankings(options: SuppressNeuronsOptions, session: Session, task: Task, prompts: readonly NamedPrompt[], rowsOf: (prompt: SoftPrompt, split: string) => Promise<PreparedSplit>): Promise<SuppressRanking[]> {
  const { aggregate, maskPosition, stack, seed, batchSize, baselineSplit, baselineLimit } = options;
  const found = new Map<string, { values: Float32Array; layers: number; width: number }[]>();
  for (const { prompt } of prompts) {
    const pass = (split: PreparedSplit): CollectOptions => ({ backbone: session.backbone, prompt, stack, batches: batchesOf(split, { batchSize }), columns: split.labelWords.ids });
    const baseline = await collectBaseline(pass(await session.split(task, baselineSplit, { virtualTokens: prompt.virtualTokens, limit: baselineLimit })));
    const fromPosition = session.backbone.family === 'masked-lm' && prompt.origin.layout !== 'peft' && stack === 'encoder' && !maskPosition ? 1 : 0;
    for (const name of options.find) {
      const rows = { ...pass(await rowsOf(prompt, name)), baseline };
      let values;
      if (aggregate === 'held-out') {
        const halves = await collectFiringHalves({ ...rows, seed });
        values = crossFittedPredictivity(halves, mergeFiringCounts(...halves), { fromPosition });
      } else {
        values = predictivity(await collectFiringCounts(rows), { aggregate, fromPosition });
      }
      found.set(name, [...(found.get(name) ?? []), values]);
    }
  }
  return [...found].map(([name, perPrompt]) => ({ name, task: task.name, files: [], values: { layers: perPrompt[0]!.layers, width: perPrompt[0]!.width, values: meanPredictivity(perPrompt) } }));
}

/** Which rows of a split find neurons, and which are measured: halves where one split does both. */
export function rowsFor(purpose: 'find' | 'measure', rows: PreparedSplit, both: boolean): PreparedSplit {
  if (!both) return rows;
  return splitInHalves(rows)[purpose === 'find' ? 0 : 1];
}

/** @throws SUPPRESS_TASK for an `--other-task` without a name */
export function parseOtherTask(text: string): { task: string; prompts: string[] } {
  const [task = '', prompts] = text.split(/=(.*)/s);
  if (task === '') throw new SkillNeuronsError({ code: 'SUPPRESS_TASK', message: `"${text}" names no task`, hint: 'write --other-task NAME=PROMPT' });
  return { task, prompts: prompts === undefined || prompts === '' ? [] : prompts.split(',') };
}
