import { mean } from '@skill-neurons/core';
import { countText, percentText } from '../format.ts';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, percentAxis, smallMultiples, specHead } from './theme.ts';

/** Validation accuracy over tuning steps, one panel per task, one line per seed; the kept step is marked. */
export function tuningFigure(results: StudyResults, model: ModelSummary, slug: string): Figure | undefined {
  const runs = results.tuning.filter((run) => run.model === model.id);
  const points = runs.flatMap(({ task, seed, curve, bestStep }) => curve.flatMap(({ step, validationAccuracy }) => (validationAccuracy === null ? [] : [{ task, seed, step, accuracy: validationAccuracy, kept: step === bestStep }])));
  if (points.length === 0) return undefined;
  const tasks = tasksByType(results).filter(({ id }) => points.some(({ task }) => task === id));
  const majorities = tasks.flatMap(({ id, splits }) => splits.filter(({ split, n }) => split === 'validation' && n > 0).map(({ classCounts, n }) => ({ task: id, majority: Math.max(...classCounts) / n })));
  const { colour } = modelLooks(results.models).find(({ id }) => id === model.id)!;
  const x = { field: 'step', type: 'quantitative', scale: { nice: false, padding: 6 }, axis: { title: 'step', tickCount: 4, tickMinStep: 1, format: 'd' } };
  const y = { field: 'accuracy', type: 'quantitative', scale: { zero: false, padding: 6 }, axis: percentAxis('accuracy') };
  const detail = { field: 'seed', type: 'nominal' };
  const kept = points.filter((point) => point.kept);
  return {
    name: `tuning-${slug}`,
    title: `Tuning of ${model.id}`,
    caption: `Validation accuracy over tuning steps, one line per seed; a dot marks the step whose prompt was kept${majorities.length > 0 ? ', the dashed line the majority rate' : ''}.`,
    summary: `${countText(runs.length, 'run')} over ${countText(tasks.length, 'task')}. Mean validation accuracy at the first measurement ${percentText(mean(runs.flatMap((run) => run.curve.find(({ validationAccuracy }) => validationAccuracy !== null)?.validationAccuracy ?? [])))}, at the kept step ${percentText(mean(runs.filter(({ validation }) => validation.n > 0).map(({ validation }) => validation.correct / validation.n)))}.`,
    spec: {
      ...specHead,
      data: { values: [...points, ...majorities] },
      ...smallMultiples('task', tasks.map(({ id }) => id), {
        width: 230,
        height: 130,
        layer: [
          { transform: [{ filter: 'isValid(datum.majority)' }], mark: { type: 'rule', strokeDash: [4, 3], opacity: 0.6, color: INK }, encoding: { y: { field: 'majority', type: 'quantitative' } } },
          { transform: [{ filter: 'isValid(datum.accuracy)' }], mark: { type: 'line', color: colour, strokeWidth: 1.6, opacity: 0.75 }, encoding: { x, y, detail } },
          ...(kept.length === 0 ? [] : [{ transform: [{ filter: 'datum.kept === true' }], mark: { type: 'point', filled: true, size: 55, color: colour, opacity: 1 }, encoding: { x, y, detail } }]),
        ],
      }),
    },
  };
}
