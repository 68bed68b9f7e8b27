import type { ModelSummary, NeuronExample, NeuronProfile, TaskSummary } from '../study-results.ts';
import type { MadeUpStudy } from './study-options.ts';

/** Two neurons per run, one for and one against class 1. */
export function profilesOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): NeuronProfile[] {
  const random = study.random.fork(`profiles/${model.id}/${task.id}/${seed}`);
  const attacked = study.adversarialTasks.includes(task.id);
  return ([1, -1] as const).map((sign, i) => {
    const examples = (towards: 1 | -1): NeuronExample[] => [3, 2].map((activation) => ({ text: `a made-up sentence ${activation}`, label: towards === sign ? 1 : 0, activation: towards * activation }));
    return {
      model: model.id, task: task.id, split: 'validation', seed, stack: 'encoder', layer: study.layers - 1, neuron: 7 + i, position: 3, sign,
      clean: 0.9 - 0.02 * i, adversarial: attacked ? 0.6 + 0.05 * random.uniform() : null, threshold: 0.2, low: -3, high: 3,
      histogram: task.labels.map((_, label) => Array.from({ length: 12 }, (__, bin) => ((label === 1) === (sign === 1) ? bin : 11 - bin) + random.integer(2))),
      highest: examples(1),
      lowest: examples(-1),
    };
  });
}
