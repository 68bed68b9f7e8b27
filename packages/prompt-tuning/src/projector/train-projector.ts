import { mean, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { Backbone } from '@skill-neurons/runtime';
import { evaluate } from '../evaluate.ts';
import { createOptimizer } from '../optimizers/create-optimizer.ts';
import { batchesOf, type PreparedSplit } from '../prepare.ts';
import { promptGradient } from '../prompt-gradient.ts';
import type { SoftPrompt } from '../soft-prompt.ts';
import { trainingBatches } from '../training-batches.ts';
import { backProject, createProjector, project, type PromptProjector } from './prompt-projector.ts';

/** A task whose prompt for the source model is brought to the target model. */
export interface ProjectorTask {
  source: SoftPrompt;
  /** As the target model reads it. */
  train: PreparedSplit;
  validation: PreparedSplit;
}

/** Size and training of a projector. */
export interface ProjectorSettings {
  /** Rows of the projected prompts. */
  virtualTokens: number;
  bottleneck: number;
  /** Each takes one batch of the next task. */
  steps: number;
  batchSize: number;
  learningRate: number;
  evaluateEvery: number;
  /** Size of the projected rows, which have mean 0 and this standard deviation. Default: that of the target's word embeddings. */
  scale?: number | undefined;
}

export interface TrainProjectorOptions {
  /** The target model. */
  backbone: Backbone;
  tasks: readonly ProjectorTask[];
  seed: number;
  settings: ProjectorSettings;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** A projector with its losses. */
export interface TrainedProjector {
  projector: PromptProjector;
  bestStep: number;
  /** Mean validation accuracy over the tasks. */
  curve: { step: number; loss: number; accuracy: number }[];
}

/** The settings of Su et al. (2022), with steps instead of 40 epochs. */
export function defaultProjectorSettings(): ProjectorSettings {
  return { virtualTokens: 100, bottleneck: 768, steps: 2000, batchSize: 16, learningRate: 1e-3, evaluateEvery: 100 };
}

/**
 * Trains a projector on the target model's loss, by AdamW; the model itself is frozen. Keeps the state with the best mean validation
 * accuracy over the tasks.
 * @throws PROJECTOR_SETTINGS, PROJECTOR_TASKS, PROJECTOR_DIVERGED
 */
export async function trainProjector({ backbone, tasks, seed, settings, onProgress, signal }: TrainProjectorOptions): Promise<TrainedProjector> {
  const { virtualTokens, bottleneck, steps, batchSize, learningRate, evaluateEvery } = settings;
  checkSettings(settings);
  const inputs = inputsOf(tasks);
  const scale = settings.scale ?? (await embeddingScale(backbone));
  const projector = createProjector({ inputs, bottleneck, virtualTokens, hiddenSize: backbone.hiddenSize }, { seed, scale });
  const optimizer = createOptimizer({}, [1, projector.parameters.length]);
  const sequences = tasks.map(({ train }) => trainingBatches(train, { batchSize, seed }));
  const best = { step: 0, accuracy: -1, parameters: projector.parameters.slice() };
  const curve: TrainedProjector['curve'] = [];
  let losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const { source, train } = tasks[step % tasks.length]!;
    const batch = sequences[step % tasks.length]!(Math.floor(step / tasks.length));
    const projection = project(projector, source.values);
    const { loss, gradient } = await promptGradient(backbone, projection.values, virtualTokens, batch, train.labelWords.ids);
    if (!Number.isFinite(loss)) throw new SkillNeuronsError({ code: 'PROJECTOR_DIVERGED', message: `the loss is no longer a number at step ${step + 1}`, where: `projecting ${train.task}`, hint: 'use a smaller learning rate' });
    optimizer.update(projector.parameters, backProject(projector, source.values, projection, gradient), learningRate);
    losses.push(loss);
    onProgress?.({ label: 'train projector', done: step + 1, total: steps, metrics: { loss, best: best.accuracy } });
    if ((step + 1) % evaluateEvery !== 0 && step + 1 !== steps) continue;
    const accuracy = await meanAccuracy(projector, backbone, tasks, signal);
    curve.push({ step: step + 1, loss: mean(losses), accuracy });
    losses = [];
    if (accuracy > best.accuracy) Object.assign(best, { step: step + 1, accuracy, parameters: projector.parameters.slice() });
  }
  return { projector: { ...projector, parameters: best.parameters }, bestStep: best.step, curve };
}

/** A prompt of the source model for the target model. @throws PROJECTOR_TASKS when its size is another */
export function projectPrompt(projector: PromptProjector, source: SoftPrompt, backbone: Backbone): SoftPrompt {
  const { inputs, virtualTokens, hiddenSize } = projector.shape;
  if (source.values.length !== inputs) throw unfit(`a prompt of ${source.values.length} numbers does not fit a projector of ${inputs}`, 'use prompts of the model and size that it was trained on');
  if (hiddenSize !== backbone.hiddenSize) throw unfit(`the projector is for hidden size ${hiddenSize}, the model has ${backbone.hiddenSize}`, 'use the model that it was trained for');
  const { architecture, fingerprint } = backbone;
  const origin = { kind: 'projected', task: source.origin.task, seed: source.origin.seed, backbone: fingerprint, architecture } as const;
  return { virtualTokens, hiddenSize, values: project(projector, source.values).values, origin };
}

async function meanAccuracy(projector: PromptProjector, backbone: Backbone, tasks: readonly ProjectorTask[], signal: AbortSignal | undefined): Promise<number> {
  const accuracies = [];
  for (const { source, validation } of tasks) {
    const { correct, n } = await evaluate({ backbone, prompt: projectPrompt(projector, source, backbone), batches: batchesOf(validation, { batchSize: 64 }), columns: validation.labelWords.ids, signal });
    accuracies.push(correct / n);
  }
  return mean(accuracies);
}

function inputsOf(tasks: readonly ProjectorTask[]): number {
  const sizes = new Set(tasks.map(({ source }) => source.values.length));
  const [size] = sizes;
  if (size === undefined || sizes.size > 1) throw unfit(size === undefined ? 'no task to train the projector on' : 'the source prompts have different sizes', 'give prompts of one source model');
  return size;
}

/** Root mean square of the first thousand rows of the word embedding. */
async function embeddingScale(backbone: Backbone): Promise<number> {
  const rows = backbone.embed(Array.from({ length: Math.min(1000, backbone.vocabularySize) }, (_, id) => id));
  const values = await rows.data();
  rows.dispose();
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return Math.sqrt(sum / values.length);
}

function checkSettings({ virtualTokens, bottleneck, steps, batchSize, evaluateEvery, learningRate }: ProjectorSettings): void {
  const counts = Object.entries({ virtualTokens, bottleneck, steps, batchSize, evaluateEvery });
  const [name, value] = counts.find(([, count]) => !Number.isInteger(count) || count < 1) ?? (learningRate > 0 ? [] : ['learningRate', learningRate]);
  if (name === undefined) return;
  throw new SkillNeuronsError({ code: 'PROJECTOR_SETTINGS', message: `${name} is ${value}`, where: 'projector', hint: 'use a whole number from 1, and a learning rate above 0' });
}

function unfit(message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROJECTOR_TASKS', message, where: 'projector', hint });
}
