import { mean } from '@skill-neurons/core';
import type { PredictivityResult, StudyResults } from '../study-results.ts';

/** A neuron that stands among the best of its layer for a task, over seeds. */
export interface TopNeuron {
  /** `layer.neuron`, both counted from 0. */
  id: string;
  stack: 'encoder' | 'decoder';
  layer: number;
  neuron: number;
  /** Mean over the seeds that list it. */
  predictivity: number;
  /** Seeds that list it among the best of its layer. */
  seeds: number;
  /** Prompt position of its best predictivity, in the seed where it is highest. */
  position: number;
  /** +1: firing above the baseline predicts class 1; -1: class 0; 0: the seeds disagree. */
  sign: 1 | -1 | 0;
}

export function predictivityOf(results: StudyResults, model: string, task: string, adversarial: boolean): PredictivityResult[] {
  return results.predictivity.filter((entry) => entry.model === model && entry.task === task && entry.adversarial === adversarial);
}

/** The best neurons over all layers: those listed by most seeds first, then by predictivity. */
export function topNeurons(entries: readonly PredictivityResult[]): TopNeuron[] {
  const found = new Map<string, { stack: TopNeuron['stack']; layer: number; listed: PredictivityResult['layers'][number]['top'] }>();
  for (const { layers } of entries) {
    for (const { stack, layer, top } of layers) {
      for (const neuron of top) {
        const key = `${stack} ${layer}.${neuron.neuron}`;
        const entry = found.get(key) ?? { stack, layer, listed: [] };
        entry.listed.push(neuron);
        found.set(key, entry);
      }
    }
  }
  return [...found.values()]
    .map(({ stack, layer, listed }): TopNeuron => {
      const best = listed.reduce((a, b) => (b.predictivity > a.predictivity ? b : a));
      const agree = listed.every(({ sign }) => sign === best.sign);
      return { id: `${layer}.${best.neuron}`, stack, layer, neuron: best.neuron, predictivity: mean(listed.map(({ predictivity }) => predictivity)), seeds: listed.length, position: best.position, sign: agree ? best.sign : 0 };
    })
    .sort((a, b) => b.seeds - a.seeds || b.predictivity - a.predictivity || a.layer - b.layer || a.neuron - b.neuron);
}
