import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NativeError } from './command.js';

const cli = join(dirname(createRequire(import.meta.url).resolve('skill-neurons/package.json')), 'bin', 'skill-neurons.js');

/**
 * Bundled models and rates at which two backends can be compared: a higher rate multiplies their differences in
 * rounding until runs part, on any pair of backends.
 */
export const trainings = [
  { model: 'tiny-roberta', learningRate: 0.02 },
  { model: 'tiny-t5', learningRate: 0.005 },
];

/** Largest accepted differences: of losses, relative to 1 + the loss; of accuracies; the smallest rank correlation of a layer's neurons. */
export const tolerances = { loss: 1e-4, accuracy: 0.01, spearman: 0.999 };

/**
 * Tunes a prompt on two backends and ranks neurons with one of the prompts on both, through the command line.
 * @param {{ model: string, learningRate: number }} training
 * @param {{ backends: [string, string], steps: number, folder: string }} how folder: for the prompts and rankings
 * @returns {{ loss: number, accuracy: number, accuracies: number[][], spearman: number, seconds: number[] }} the largest differences in
 *   the losses and accuracies of all validations, the smallest rank correlation
 */
export function compareTrainings({ model, learningRate }, { backends, steps, folder }) {
  const out = backends.map((backend) => join(folder, `${model}-${backend}`));
  const size = ['--virtual-tokens', '12', '--batch-size', '32', '--steps', String(steps), '--evaluate-every', String(Math.ceil(steps / 4))];
  const shared = (backend) => ['--model', model, '--task', 'films', '--backend', backend];
  const tunings = backends.map((backend, i) => run(['tune', ...shared(backend), '--out', out[i], '--seed', '1', '--learning-rate', String(learningRate), ...size]));
  const rankings = backends.map((backend, i) => {
    run(['neurons', 'rank', ...shared(backend), '--prompt', out[0], '--split', 'validation', '--out', out[i]]);
    return join(out[i], 'validation.safetensors');
  });
  const [a, b] = tunings.map(({ curve }) => curve);
  const furthest = (difference) => Math.max(...a.map((point, i) => difference(point, b[i])));
  const relative = (x, y) => Math.abs(x - y) / (1 + Math.abs(y));
  return {
    loss: furthest((p, q) => Math.max(relative(p.loss, q.loss), relative(p.validationLoss, q.validationLoss))),
    accuracy: furthest((p, q) => Math.abs(p.validationAccuracy - q.validationAccuracy)),
    accuracies: [a, b].map((curve) => curve.map(({ validationAccuracy }) => validationAccuracy)),
    spearman: Math.min(...run(['neurons', 'compare', ...rankings]).spearman),
    seconds: tunings.map(({ seconds }) => seconds),
  };
}

/** In words, what of a comparison is beyond the tolerances. */
export function beyondTolerance({ loss, accuracy, spearman }) {
  const problems = [];
  if (!(loss <= tolerances.loss)) problems.push(`losses differ by ${loss.toExponential(1)}`);
  if (!(accuracy <= tolerances.accuracy)) problems.push(`accuracies differ by ${accuracy}`);
  if (!(spearman >= tolerances.spearman)) problems.push(`rankings of neurons agree only with a rank correlation of ${spearman.toFixed(4)}`);
  return problems;
}

function run(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--json', '--quiet'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new NativeError(`skill-neurons ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(stdout);
}
