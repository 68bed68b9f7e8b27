import type { StudyResults } from '../study-results.ts';
import { referenceRetained, retainedSentence } from '../summaries/retained.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, percentAxis, smallMultiples, specHead } from './theme.ts';

const BINS = 20;

/** Distribution of what clean skill neurons predict on adversarial data (paper.md A11.8), a panel per task. */
export function retainedFigure(results: StudyResults): Figure | undefined {
  const runs = results.models.flatMap(({ id }) => referenceRetained(results, id));
  const tasks = tasksByType(results).filter(({ id }) => runs.some(({ task }) => task === id));
  const values = results.models.flatMap(({ id: model }) => tasks.flatMap(({ id: task }) => {
    const own = runs.filter((run) => run.model === model && run.task === task);
    const counts = Array.from({ length: BINS }, (_, bin) => own.reduce((sum, { histogram }) => sum + histogram[bin]!, 0));
    const total = counts.reduce((a, b) => a + b, 0);
    return total === 0 ? [] : counts.flatMap((count, bin) => (count === 0 ? [] : [{ model, task, from: bin / BINS, predictivity: (bin + 0.5) / BINS, share: count / total }]));
  }));
  if (values.length === 0) return undefined;
  const { color, shape } = modelScales(modelLooks(results.models));
  const { percent, positions } = runs[0]!;
  const x = { field: 'predictivity', type: 'quantitative', scale: { domain: [Math.min(0.45, ...values.map(({ from }) => from)), 1], nice: false }, axis: percentAxis('predictivity on adversarial data') };
  const y = { field: 'share', type: 'quantitative', axis: percentAxis('share of neurons') };
  return {
    name: 'retained',
    title: `What clean skill neurons predict on adversarial data (top ${percent}% of each encoder layer)`,
    caption: `Share of the clean skill neurons (all encoder layers and seeds) per 5-point bin of predictivity on adversarial data, ${positions === 'clean' ? 'at the position and sign chosen on clean data: chance is 50%' : 'each at its best position there: a maximum, so above 50% even by chance'}. Further right: they stay predictive.`,
    summary: retainedSentence(results),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('task', tasks.map(({ id }) => id), {
        width: 230,
        height: 130,
        layer: [
          { mark: { type: 'rule', strokeDash: [4, 3], opacity: 0.4, color: INK }, encoding: { x: { datum: 0.5, type: 'quantitative' } } },
          { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y, color } },
          { mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding: { x, y, color, shape } },
        ],
      }),
    },
  };
}
