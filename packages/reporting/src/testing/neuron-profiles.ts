import type { Random } from '@skill-neurons/core';
import type { ModelSummary, NeuronControl, NeuronExample, NeuronProfile, SingleSuppressionResult, TaskSummary } from '../study-results.ts';
import type { MadeUpStudy } from './study-options.ts';

const positions = 20;

/** Five neurons per run, the same with every seed, for and against class 1 in turns; with seed 2 the last is constant. */
export function profilesOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): NeuronProfile[] {
  const random = study.random.fork(`profiles/${model.id}/${task.id}/${seed}`);
  const attacked = study.adversarialTasks.includes(task.id);
  return Array.from({ length: 5 }, (_, i): NeuronProfile => {
    const sign = i % 2 === 0 ? 1 : -1;
    const constant = i === 4 && seed === 2;
    const clean = 0.9 - 0.02 * i;
    const adversarial = 0.6 + 0.05 * random.uniform();
    const examples = (towards: 1 | -1): NeuronExample[] => [3, 2].map((activation) => ({ text: `a made-up sentence ${activation}`, label: towards === sign ? 1 : 0, activation: towards * activation }));
    const histogram = (strength: number) => task.labels.map((__, label) => Array.from({ length: 12 }, (___, bin) => Math.round(strength * ((label === 1) === (sign === 1) ? bin : 11 - bin)) + random.integer(2)));
    return {
      model: model.id, task: task.id, split: 'validation', seed, stack: 'encoder', layer: Math.max(0, study.layers - 1 - (i % 2)), neuron: 7 + i, position: 3, sign,
      clean,
      adversarial: attacked ? adversarial : null,
      answers: { clean: constant ? 'constant' : 'varied', adversarial: attacked ? (constant ? 'dead' : 'varied') : null },
      accuracyByPosition: { clean: curve(random, sign, clean), adversarial: attacked ? curve(random, sign, adversarial) : null },
      threshold: 0.2, low: -3, high: 3,
      histogram: histogram(1),
      highest: examples(1),
      lowest: examples(-1),
      ...(attacked && { adversarialHistogram: histogram(0.4), adversarialHighest: examples(1), adversarialLowest: examples(-1) }),
      suppressedAlone: measured(task).map(({ split, adversarial: hostile, n }) => alone(random, split, hostile, n)),
    };
  });
}

/** Three random neurons for each layer of the profiles; the last is constant. They change less than most profiled ones. */
export function controlsOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): NeuronControl[] {
  const random = study.random.fork(`controls/${model.id}/${task.id}/${seed}`);
  const layers = [...new Set([Math.max(0, study.layers - 2), study.layers - 1])];
  return layers.flatMap((layer) => [20, 21, 22].map((neuron): NeuronControl => ({
    model: model.id, task: task.id, seed, stack: 'encoder', layer, neuron: neuron + 3 * seed, answers: neuron === 22 ? 'constant' : 'varied',
    suppressedAlone: measured(task).map(({ split, adversarial, n }) => {
      const run = alone(random, split, adversarial, n);
      return { ...run, marginChange: run.marginChange / 2, marginChangeByLabel: run.marginChangeByLabel.map((change) => change! / 2) };
    }),
  })));
}

const measured = ({ splits }: TaskSummary) => splits.filter(({ split }) => split !== 'validation');

/** The accuracy at position 3, less elsewhere. */
function curve(random: Random, sign: 1 | -1, best: number): number[] {
  return Array.from({ length: positions }, (_, j) => {
    const right = j === 3 ? best : 0.5 + (best - 0.5) * 0.9 * random.uniform();
    return Number((sign === 1 ? right : 1 - right).toFixed(4));
  });
}

function alone(random: Random, split: string, adversarial: boolean, n: number): SingleSuppressionResult {
  const correct = Math.floor(0.85 * n);
  const lost = Math.min(random.integer(3), correct);
  const change = -0.05 * random.uniform();
  return { split, adversarial, correct, n, lost, gained: 0, p: 2 ** (1 - Math.max(1, lost)), margin: 3.2, marginChange: change, standardError: 0.004, marginChangeByLabel: [0.2 * change, 1.8 * change] };
}
