import { createHash } from 'node:crypto';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { MetricsSink } from './metrics/metrics-sink.ts';
import { accumulatedGradient, type PromptGradient } from './prompt-gradient.ts';
import { promptGradients, type SharedPass } from './prompt-gradients.ts';
import { loadTrainingStates, saveTrainingStates, type CheckpointFile } from './training-checkpoint.ts';
import type { TuneOptions, TuneResult } from './tune.ts';
import { Tuning } from './tuning.ts';

export interface TunePromptsOptions extends Omit<TuneOptions, 'seed' | 'metrics'> {
  /** One prompt each, with a start, an order of the data, an optimizer, measurements and an early stop of its own. */
  runs: readonly { seed: number; metrics?: readonly MetricsSink[] | undefined }[];
}

/**
 * Trains several prompts for one task side by side: every step is one pass of the frozen backbone over the batches of all, which is faster
 * than one after the other where a batch alone does not fill the machine. A prompt that stops early leaves the others to go on.
 *
 * The prompts are those of {@link tunePrompt} but for rounding: texts are padded to the longest of all batches, and sums of other sizes
 * round otherwise. A run that is interrupted and goes on gives the same bits as one that was not.
 *
 * `seconds` of each result is the time of all.
 *
 * @throws TUNE_SIDE_BY_SIDE for settings that draw random numbers within a pass, and what tunePrompt throws
 */
export async function tunePrompts(options: TunePromptsOptions): Promise<TuneResult[]> {
  const { runs, backbone, settings, checkpointPath, onProgress, signal } = options;
  assertShareable(options);
  const tunings: Tuning[] = [];
  for (const { seed, metrics } of runs) tunings.push(await Tuning.create({ ...options, seed, metrics, onProgress: undefined }));
  const file = checkpointPath === undefined ? null : checkpointOf(checkpointPath, tunings);
  const stored = file && (await loadTrainingStates(file));
  for (const [i, tuning] of tunings.entries()) await tuning.start(stored?.[i]);
  const save = async () => {
    for (const tuning of tunings) await tuning.flush();
    if (file) await saveTrainingStates(file, tunings.map(({ state }) => state));
  };
  const { train } = tunings[0]!;
  const shared: SharedPass = { backbone, virtualTokens: settings.virtualTokens, columns: train.labelWords.ids, padId: train.padId };
  const accumulation = settings.accumulation ?? 1;
  const unfinished = () => tunings.filter(({ finished }) => !finished);
  for (let active = unfinished(); active.length > 0; active = unfinished()) {
    if (signal?.aborted) {
      await save();
      signal.throwIfAborted();
    }
    const passes: PromptGradient[][] = [];
    for (let i = 0; i < accumulation; i++) {
      passes.push(await promptGradients(active.map(({ state }) => state.prompt), active.map((tuning) => tuning.batch(i).batch), shared));
    }
    let measured = false;
    for (const [k, tuning] of active.entries()) measured = (await tuning.take(await accumulatedGradient(accumulation, (i) => Promise.resolve(passes[i]![k]!)))) || measured;
    if (measured) await save();
    const done = Math.max(...active.map(({ step }) => step));
    const best = Math.max(...tunings.map(({ state }) => state.best.accuracy));
    onProgress?.({ label: `tune ${train.task}, ${active.length} prompts`, done, total: settings.steps, metrics: best < 0 ? {} : { best } });
  }
  return tunings.map((tuning) => tuning.result());
}

function assertShareable({ runs, settings: { dropout = 0, freeLb } }: TunePromptsOptions): void {
  const refused = (message: string, hint: string) => new SkillNeuronsError({ code: 'TUNE_SIDE_BY_SIDE', message, where: 'tuning settings', hint });
  if (runs.length === 0) throw refused('no prompts to tune', 'give at least one seed');
  if (new Set(runs.map(({ seed }) => seed)).size < runs.length) throw refused('a seed is given twice', 'give each prompt a seed of its own');
  if (dropout > 0 || freeLb !== undefined) {
    throw refused(`with ${dropout > 0 ? 'dropout' : 'FreeLB'} every prompt has a pass of its own`, 'tune the prompts one after the other');
  }
}

/** States belong together: one file holds all, so that they go on from the same step. */
function checkpointOf(path: string, tunings: readonly Tuning[]): CheckpointFile {
  return { path, identity: createHash('sha256').update(tunings.map(({ identity }) => identity).join('/')).digest('hex') };
}
