import { mean } from '@skill-neurons/core';
import { countText, listText, percentText, pointsText } from '../format.ts';
import type { ModelSummary, StudyResults, SuppressionControl } from '../study-results.ts';
import { suppressedLabels } from '../summaries/suppression.ts';
import { contrastsAtLargestRate, layerSweep } from '../summaries/suppression-details.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, NEUTRAL, percentAxis, smallMultiples, specHead } from './theme.ts';

const controlLabels: Record<SuppressionControl, string> = { random: 'random neurons', matched: 'equally active neurons', least: 'least predictive neurons' };
const controlShapes: Record<SuppressionControl, string> = { random: 'triangle-down', matched: 'square', least: 'cross' };

/** How much more skill neurons cost than each control, at the largest rate: a panel per model and kind of data. */
export function suppressionContrastFigure(results: StudyResults): Figure | undefined {
  const found = contrastsAtLargestRate(results).filter(({ ranking }) => ranking === 'clean');
  if (found.length === 0) return undefined;
  const panelOf = (model: string, adversarial: boolean) => `${model}, ${adversarial ? 'adversarial' : 'clean'} data`;
  const values = found.map((c) => ({
    panel: panelOf(c.model, c.adversarial), task: c.task, control: controlLabels[c.control],
    difference: c.difference, low: c.low, high: c.high,
  }));
  const panels = results.models.flatMap(({ id }) => [false, true].map((adversarial) => panelOf(id, adversarial))).filter((panel) => values.some((value) => value.panel === panel));
  const controls = (Object.keys(controlLabels) as SuppressionControl[]).filter((control) => found.some((c) => c.control === control));
  const domain = controls.map((control) => controlLabels[control]);
  const shape = { field: 'control', type: 'nominal', scale: { domain, range: controls.map((control) => controlShapes[control]) }, legend: { title: null } };
  const y = { field: 'task', type: 'nominal', sort: tasksByType(results).map(({ id }) => id), title: null };
  const yOffset = { field: 'control', type: 'nominal', sort: domain };
  const x = (field: string) => ({ field, type: 'quantitative', axis: { ...percentAxis('accuracy, control minus skill'), format: '+.0%' } });
  const step = 12 * controls.length + 8;
  return {
    name: 'suppression-contrasts',
    title: 'What skill neurons cost more than other neurons',
    caption: `Accuracy with controls suppressed minus accuracy with as many skill neurons (found on clean data) suppressed, at the largest rate, paired by row: means over seeds, with 95% bootstrap intervals of one seed over rows and draws. To the right of the line skill neurons matter more.`,
    summary: panels.flatMap((panel) => controls.flatMap((control) => {
      const own = values.filter((value) => value.panel === panel && value.control === controlLabels[control]);
      return own.length === 0 ? [] : [`${panel}, against ${controlLabels[control]}: ${pointsText(mean(own.map(({ difference }) => difference)))} on average over ${own.length} sets, interval above 0 in ${own.filter(({ low }) => low > 0).length}.`];
    })).join(' '),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('panel', panels, {
        width: 270,
        height: { step, for: 'position' },
        layer: [
          { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', color: INK, opacity: 0.5 }, encoding: { x: { field: 'zero', type: 'quantitative' } } },
          { mark: { type: 'rule', strokeWidth: 2, opacity: 0.55, color: NEUTRAL }, encoding: { y, yOffset, x: x('low'), x2: { field: 'high' } } },
          { mark: { type: 'point', filled: true, size: 46, opacity: 1, color: INK }, encoding: { y, yOffset, x: x('difference'), shape } },
        ],
      }, 2),
    },
  };
}

/** Accuracy with one layer suppressed at a time, a panel per task. */
export function layerSweepFigure(results: StudyResults, model: ModelSummary, slug: string): Figure | undefined {
  const points = layerSweep(results, model.id);
  if (points.length === 0) return undefined;
  const values = points.map((p) => ({ task: p.task, layer: p.layer, neurons: suppressedLabels[p.neurons], accuracy: p.mean, lowest: p.lowest, highest: p.highest }));
  const tasks = tasksByType(results).map(({ id }) => id).filter((task) => values.some((value) => value.task === task));
  const kinds = (['skill-clean', 'random'] as const).filter((kind) => points.some(({ neurons }) => neurons === kind));
  const domain = kinds.map((kind) => suppressedLabels[kind]);
  const { colour } = modelLooks(results.models).find(({ id }) => id === model.id)!;
  const color = { field: 'neurons', type: 'nominal', scale: { domain, range: kinds.map((kind) => (kind === 'random' ? NEUTRAL : colour)) }, legend: { title: null, direction: 'vertical', symbolStrokeWidth: 0 } };
  const shape = { field: 'neurons', type: 'nominal', scale: { domain, range: kinds.map((kind) => (kind === 'random' ? 'triangle-down' : 'circle')) }, legend: { title: null } };
  const x = { field: 'layer', type: 'quantitative', scale: { nice: false, padding: 8 }, axis: { title: 'suppressed layer', tickMinStep: 1, format: 'd', tickCount: 6 } };
  const y = (field: string) => ({ field, type: 'quantitative', scale: { zero: false, padding: 6 }, axis: percentAxis('accuracy') });
  const worst = tasks.map((task) => points.filter((p) => p.task === task && p.neurons === 'skill-clean').reduce((a, b) => (b.mean < a.mean ? b : a)));
  return {
    name: `suppression-by-layer-${slug}`,
    title: `Suppression in ${model.id}, one layer at a time`,
    caption: `Accuracy on clean data with ${points[0]!.percent}% of one layer suppressed, the most predictive neurons or as many random ones; bands reach from the lowest to the highest run.`,
    summary: `Skill neurons cost most ${listText([...new Set(worst.map(({ layer }) => layer))].sort((a, b) => a - b).map((layer) => `in layer ${layer} (${countText(worst.filter((p) => p.layer === layer).length, 'task')})`))}; lowest accuracy ${percentText(Math.min(...worst.map((p) => p.mean)))}.`,
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('task', tasks, {
        width: 230,
        height: 120,
        layer: [
          { mark: { type: 'area', opacity: 0.16 }, encoding: { x, y: y('lowest'), y2: { field: 'highest' }, color } },
          { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y: y('accuracy'), color } },
          { mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding: { x, y: y('accuracy'), color, shape } },
        ],
      }),
    },
  };
}
