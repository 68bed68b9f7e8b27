import { mean } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { nullSentence } from '../summaries/nulls.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, percentAxis, smallMultiples, specHead } from './theme.ts';

const kinds = ['clean', 'adversarial'] as const;

/** Share of the neurons of each layer that predict better than under shuffled labels. */
export function nullFigure(results: StudyResults): Figure | undefined {
  const { nulls = [], models } = results;
  const tasks = tasksByType(results).filter(({ id }) => nulls.some(({ task }) => task === id));
  const values = models.flatMap(({ id: model }) => tasks.flatMap(({ id: task }) => kinds.flatMap((data) => {
    const layers = nulls.filter((entry) => entry.model === model && entry.task === task && entry.adversarial === (data === 'adversarial')).flatMap((entry) => entry.layers.filter(({ stack }) => stack === 'encoder'));
    const numbers = [...new Set(layers.map(({ layer }) => layer))].sort((a, b) => a - b);
    return numbers.map((layer) => ({ model, task, data, layer, share: mean(layers.filter((other) => other.layer === layer).map(({ discoveries, neurons }) => discoveries / neurons)) }));
  })));
  if (values.length === 0) return undefined;
  const { color, shape } = modelScales(modelLooks(models));
  const strokeDash = { field: 'data', type: 'nominal', scale: { domain: kinds, range: [[1, 0], [4, 3]] }, legend: { title: null, symbolStrokeColor: INK } };
  const x = { field: 'layer', type: 'quantitative', scale: { nice: false, padding: 8 }, axis: { title: 'encoder layer', tickMinStep: 1, format: 'd', tickCount: 6 } };
  const y = { field: 'share', type: 'quantitative', scale: { domain: [0, 1] }, axis: percentAxis('discoveries') };
  return {
    name: 'null-by-layer',
    title: 'Neurons that predict better than with shuffled labels, by layer',
    caption: `Share of the neurons of each encoder layer whose predictivity is a discovery against shuffled labels (Benjamini-Hochberg, false discovery rate ${nulls[0]!.rate}), means over seeds. Few rows find few: clean and adversarial data differ in size.`,
    summary: nullSentence(results),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('task', tasks.map(({ id }) => id), {
        width: 230,
        height: 130,
        layer: [
          { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y, color, strokeDash } },
          { mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding: { x, y, color, shape } },
        ],
      }),
    },
  };
}
