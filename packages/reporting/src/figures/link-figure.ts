import { countText, fixed, listText, pointsText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { linkMeans } from '../summaries/link.ts';
import { linkMeasureLabels, studyLink } from '../summaries/link-statistics.ts';
import { mean } from '@skill-neurons/core';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, percentAxis, smallMultiples, specHead } from './theme.ts';

const MOST_NAMES = 8;

/** Accuracy lost over each measure of consistency: a point per model, adversarial set and seed, means labelled. */
export function linkFigure(results: StudyResults): Figure | undefined {
  const { points, statistics } = studyLink(results);
  if (points.length === 0) return undefined;
  const measured = statistics.map(({ measure }) => measure);
  const long = <T extends (typeof points)[number] | Omit<(typeof points)[number], 'seed'>>(all: readonly T[]) =>
    measured.flatMap((measure) => all.flatMap((point) => (point[measure] === null ? [] : [{ panel: linkMeasureLabels[measure], model: point.model, drop: point.drop, value: point[measure], name: point.target.replace(/ adv\.$/, ''), ...('seed' in point ? { seed: point.seed } : {}) }])));
  const { color, shape } = modelScales(modelLooks(results.models));
  const x = { field: 'value', type: 'quantitative', scale: { zero: false, padding: 24 }, axis: { title: null, tickCount: 5 } };
  const y = { field: 'drop', type: 'quantitative', scale: { zero: false, padding: 12 }, axis: percentAxis('accuracy lost') };
  const meanOf = (model: string) => pointsText(-mean(points.filter((point) => point.model === model).map(({ drop }) => drop)));
  const values = [...long(points).map((point) => ({ ...point, kind: 'run' })), ...long(linkMeans(points)).map((point) => ({ ...point, kind: 'mean' }))];
  // More names than this would stand on each other; the pointer tells them all the same.
  const isNamed = new Set(points.map(({ model, target }) => `${model} ${target}`)).size <= MOST_NAMES;
  const only = (kind: string) => [{ filter: `datum.kind === '${kind}'` }];
  return {
    name: 'link',
    title: 'Accuracy lost on adversarial data and consistency of skill neurons',
    caption: `Pale points: one model, adversarial set and seed; full points: means over seeds${isNamed ? ', with the name of the set' : ''}. Further right: the skill neurons of clean data are more the same on adversarial data; lower: less accuracy is lost. A correlation, not a cause.`,
    summary: `Mean change under attack: ${listText([...new Set(points.map(({ model }) => model))].map((model) => `${model} ${meanOf(model)}`))}. Spearman's rho within models: ${listText(statistics.map(({ measure, within }) => `${fixed(within.spearman.value, 2)} for ${linkMeasureLabels[measure]}`))}, over ${countText(linkMeans(points).length, 'pair')} of model and set (seeds averaged).`,
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('panel', measured.map((measure) => linkMeasureLabels[measure]), {
        width: measured.length === 1 ? 560 : 260,
        height: measured.length === 1 ? 340 : 240,
        layer: [
          { transform: only('run'), mark: { type: 'point', filled: true, size: 45, opacity: 0.35 }, encoding: { x, y, color, shape } },
          { transform: only('mean'), mark: { type: 'point', filled: true, size: 110, opacity: 1 }, encoding: { x, y, color, shape } },
          ...(isNamed ? [{ transform: only('mean'), mark: { type: 'text', align: 'left', dx: 9, dy: -7, color: INK }, encoding: { x, y, text: { field: 'name', type: 'nominal' } } }] : []),
        ],
      }),
      resolve: { scale: { x: 'independent' }, axis: { x: 'independent', y: 'independent' } },
    },
  };
}
