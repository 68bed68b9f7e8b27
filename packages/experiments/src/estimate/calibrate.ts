import { evaluate, initialPrompt, tunePrompt } from '@skill-neurons/prompt-tuning';
import type { Workspace } from '../workspace.ts';

/** What this machine takes for one batch of a model, on the backend in use. */
export interface Calibration {
  /** Seconds of a gradient step. */
  trainBatch: number;
  /** Seconds of a pass over an evaluation batch. */
  forwardBatch: number;
  /** Peak memory of this process so far, in bytes. */
  memory: number;
}

const timedSteps = 3;

/** Takes a few steps and passes of a model over rows of the study's first task. Seconds for tiny models, a minute for large ones. */
export async function calibrate(model: string, workspace: Workspace, signal?: AbortSignal): Promise<Calibration> {
  const { backbone, tokenizer } = await workspace.model(model);
  const settings = workspace.settings(backbone);
  const [task] = Object.keys(workspace.located.tasks);
  const whole = await workspace.split(model, task!, workspace.located.study.splits.train);
  // Rows from all over the split: neither its longest nor its shortest.
  const some = (n: number) => ({ ...whole, examples: Array.from({ length: Math.min(n, whole.examples.length) }, (_, i) => whole.examples[Math.floor((i * whole.examples.length) / Math.min(n, whole.examples.length))]!) });
  const rows = some(Math.max(settings.evaluationBatchSize, settings.batchSize));
  const few = { ...settings, accumulation: 1, evaluateEvery: 1_000_000, earlyStopping: undefined, selection: undefined };
  const one = some(1);
  const seconds = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };
  const tune = (steps: number) => seconds(() => tunePrompt({ backbone, tokenizer, train: rows, validation: one, seed: 0, settings: { ...few, steps }, signal }));
  await tune(1);
  const first = await tune(1);
  const trainBatch = Math.max(0, (await tune(1 + timedSteps)) - first) / timedSteps;
  const prompt = await initialPrompt(backbone, { virtualTokens: settings.virtualTokens, seed: 0, initialisation: { kind: 'random' } });
  const batches = await workspace.batches(model, some(settings.evaluationBatchSize));
  const pass = () => seconds(() => evaluate({ backbone, prompt, batches, columns: whole.labelWords.ids, signal }));
  await pass();
  return { trainBatch, forwardBatch: await pass(), memory: process.resourceUsage().maxRSS * 1024 };
}
