import { mean } from '@skill-neurons/core';
import { percentText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { accuracyOf } from '../summaries/accuracy.ts';
import { reportTargets, tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, wholePercentAxis, smallMultiples, specHead } from './theme.ts';

/** Accuracy of the own prompt per task, clean and adversarial, with intervals and the majority rate. */
export function accuracyFigure(results: StudyResults): Figure | undefined {
  const targets = reportTargets(results);
  const values = results.models.flatMap(({ id: model }) => targets.flatMap((target) => {
    const summary = accuracyOf(results, model, target, { prompt: 'tuned', source: target.task });
    if (summary === undefined) return [];
    const { mean: accuracy, low, high, majority } = summary;
    return [{ model, task: target.adversarial && hasSiblings(target.task) ? `${target.task} (${target.split})` : target.task, data: target.adversarial ? 'adversarial' : 'clean', accuracy, low, high, majority }];
  }));
  if (values.length === 0) return undefined;
  const order = tasksByType(results).flatMap(({ id }) => [...new Set(values.map(({ task }) => task))].filter((task) => task === id || task.startsWith(`${id} (`)));
  const looks = modelLooks(results.models);
  const { color, shape } = modelScales(looks);
  const y = { field: 'task', type: 'nominal', sort: order, title: null };
  const yOffset = { field: 'model', type: 'nominal', sort: looks.map(({ id }) => id) };
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain: [0, 1] }, axis: wholePercentAxis('accuracy (higher is better)') });
  const step = 14 * results.models.length + 10;
  const hasAdversarial = values.some(({ data }) => data === 'adversarial');
  return {
    name: 'accuracy',
    title: 'Accuracy of each task\'s own prompt',
    caption: 'Points are means over seeds, bars 95% intervals for the rows of the set; the upright stroke is the majority rate, what always giving the most frequent answer scores.',
    summary: results.models.flatMap(({ id }) => (['clean', 'adversarial'] as const).flatMap((data) => {
      const own = values.filter((value) => value.model === id && value.data === data);
      if (own.length === 0) return [];
      return [`${id}, ${data}: mean accuracy ${percentText(mean(own.map(({ accuracy }) => accuracy)))} against a mean majority rate of ${percentText(mean(own.map(({ majority }) => majority)))} over ${own.length} sets.`];
    })).join(' '),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('data', hasAdversarial ? ['clean', 'adversarial'] : ['clean'], {
        width: hasAdversarial ? 270 : 420,
        height: { step, for: 'position' },
        layer: [
          { mark: { type: 'tick', orient: 'vertical', size: step - 8, thickness: 2, color: INK, opacity: 0.55 }, encoding: { y, x: x('majority') } },
          { mark: { type: 'rule', strokeWidth: 2.5, opacity: 0.55 }, encoding: { y, yOffset, x: x('low'), x2: { field: 'high' }, color } },
          { mark: { type: 'point', filled: true, size: 70, opacity: 1 }, encoding: { y, yOffset, x: x('accuracy'), color, shape } },
        ],
      }),
    },
  };

  function hasSiblings(task: string): boolean {
    return targets.filter((target) => target.adversarial && target.task === task).length > 1;
  }
}
