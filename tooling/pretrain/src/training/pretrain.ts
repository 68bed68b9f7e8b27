import { setImmediate } from 'node:timers/promises';
import { createRandom, type OnProgress } from '@skill-neurons/core';
import type { TextSource } from '../corpus/text-source.ts';
import type { Objective } from '../objectives/objective.ts';
import { adamWStep, clipByGlobalNorm, initialAdamWState, type AdamWOptions, type Arrays } from './adamw.ts';
import { BatchStream } from './batch-stream.ts';
import { lossAndGradients, lossOf, type Shapes } from './gradients.ts';
import { initialWeights } from './initial-weights.ts';
import { loadRunState, saveRunState } from './run-state.ts';
import { learningRate } from './schedule.ts';
import { rounded, type LogLine } from './training-log.ts';

export interface TrainingSettings {
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly weightDecay: number;
  /** Steps between log lines with a held-out loss; the state is saved then too. */
  readonly logEvery: number;
}

export interface PretrainOptions<Example, Batch> {
  readonly objective: Objective<Example, Batch>;
  readonly source: TextSource;
  readonly settings: TrainingSettings;
  /** Weights to start from; new ones when absent. */
  readonly start?: Pick<PretrainedModel, 'parameters' | 'shapes'> | undefined;
  /** Where the state of an unfinished run lies. */
  readonly folder: string;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PretrainedModel {
  readonly parameters: Arrays;
  readonly shapes: Shapes;
  readonly log: readonly LogLine[];
}

const gradientNorm = 1;
const scheduleFloor = 0.05;

/**
 * Pre-trains a model, or goes on where a killed run saved its state. On the same machine, backend and number of
 * threads a run gives the same weights, whether or not it was interrupted.
 * @throws PRETRAIN_OTHER_RUN, and what the abort signal gives as reason
 */
export async function pretrain<Example, Batch>({ objective, source, settings, start, folder, onProgress, signal }: PretrainOptions<Example, Batch>): Promise<PretrainedModel> {
  const random = createRandom(settings.seed);
  const { parameters: initial, shapes } = start === undefined ? await initialWeights(objective.config, random.fork('weights')) : copyOf(start);
  const identity = { settings, config: objective.config, source: source.description };
  const saved = await loadRunState(folder, identity);
  const parameters = saved?.parameters ?? initial;
  const optimizer = saved?.optimizer ?? initialAdamWState(parameters);
  const log = [...(saved?.log ?? [])];
  const stream = new BatchStream(objective, source, settings.batchSize, random.fork('batches'));
  const heldOut = stream.heldOut();
  const adamW: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: settings.weightDecay };
  const schedule = { peak: settings.learningRate, warmupSteps: settings.warmupSteps, steps: settings.steps, floor: scheduleFloor };
  const losses: number[] = [];
  while (optimizer.step < settings.steps) {
    signal?.throwIfAborted();
    const batch = stream.at(optimizer.step);
    const { loss, gradients } = lossAndGradients(parameters, shapes, (weights) => objective.loss(weights, batch));
    clipByGlobalNorm(gradients, gradientNorm);
    const rate = learningRate(optimizer.step, schedule);
    adamWStep(parameters, gradients, optimizer, rate, adamW, (name) => shapes[name]!.length > 1);
    objective.constrain?.(parameters);
    losses.push(loss);
    onProgress?.({ label: 'pre-train', done: optimizer.step, total: settings.steps, metrics: { loss } });
    if (optimizer.step % settings.logEvery === 0 || optimizer.step === settings.steps) {
      const heldOutLoss = mean(heldOut.map((one) => lossOf(parameters, shapes, (weights) => objective.loss(weights, one))));
      log.push({ step: optimizer.step, loss: rounded(mean(losses.splice(0))), heldOutLoss: rounded(heldOutLoss), learningRate: rounded(rate) });
      await saveRunState(folder, identity, shapes, { parameters, optimizer, log });
    }
    // Lets Ctrl-C and the progress line through.
    await setImmediate();
  }
  return { parameters, shapes, log };
}

const copyOf = ({ parameters, shapes }: Pick<PretrainedModel, 'parameters' | 'shapes'>) => ({
  parameters: Object.fromEntries(Object.entries(parameters).map(([name, values]): [string, Float32Array] => [name, values.slice()])),
  shapes,
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
