import { mean } from '@skill-neurons/core';
import { percentText } from '../format.ts';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { accuracyOf } from '../summaries/accuracy.ts';
import { suppressedLabels, suppressionCurves, suppressionTargets } from '../summaries/suppression.ts';
import type { SuppressedNeurons, SuppressionPoint } from '../summaries/suppression.ts';
import { suppressionMethod } from '../summaries/suppression-details.ts';
import { targetLabel } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, NEUTRAL, percentAxis, smallMultiples, specHead } from './theme.ts';

/** Controls of the adversarial ranking are in the tables: more curves could not be told apart. */
const shownKinds = ['skill-clean', 'skill-adversarial', 'random', 'matched', 'least'] as const satisfies readonly SuppressedNeurons[];
type ShownKind = (typeof shownKinds)[number];
const isShown = (point: SuppressionPoint): point is SuppressionPoint & { neurons: ShownKind } => (shownKinds as readonly string[]).includes(point.neurons);

/** Accuracy over the share of suppressed neurons: one figure for clean and one for adversarial data, a panel per task. */
export function suppressionFigures(results: StudyResults, model: ModelSummary, slug: string): Figure[] {
  return [false, true].flatMap((adversarial) => suppressionFigure(results, model, slug, adversarial) ?? []);
}

function suppressionFigure(results: StudyResults, model: ModelSummary, slug: string, adversarial: boolean): Figure | undefined {
  const all = suppressionTargets(results, model.id);
  const targets = all.filter((target) => target.adversarial === adversarial);
  const data = adversarial ? 'adversarial' : 'clean';
  const rankBy = results.suppressionSettings?.rankBy ?? 'layer';
  const points = targets.flatMap((target) => suppressionCurves(results, model.id, target).filter(isShown).map((p) => ({ panel: targetLabel(target, all), neurons: suppressedLabels[p.neurons], kind: p.neurons, percent: p.percent / 100, accuracy: p.mean, lowest: p.lowest, highest: p.highest })));
  if (points.length === 0) return undefined;
  const majorities = targets.flatMap((target) => {
    const majority = accuracyOf(results, model.id, target, { prompt: 'tuned', source: target.task })?.majority;
    return majority === undefined ? [] : [{ panel: targetLabel(target, all), majority }];
  });
  const { colour } = modelLooks(results.models).find(({ id }) => id === model.id)!;
  const present = shownKinds.filter((kind) => points.some((point) => point.kind === kind));
  const domain = present.map((kind) => suppressedLabels[kind]);
  const scaleOf = <T>(looks: Record<ShownKind, T>) => ({ field: 'neurons', type: 'nominal', scale: { domain, range: present.map((kind) => looks[kind]) }, legend: { title: null, direction: 'vertical', symbolStrokeWidth: 0 } });
  const color = scaleOf({ 'skill-clean': colour, 'skill-adversarial': colour, random: NEUTRAL, matched: NEUTRAL, least: NEUTRAL });
  const shape = scaleOf({ 'skill-clean': 'circle', 'skill-adversarial': 'diamond', random: 'triangle-down', matched: 'square', least: 'cross' });
  const strokeDash = scaleOf({ 'skill-clean': [1, 0], 'skill-adversarial': [5, 3], random: [2, 2], matched: [6, 2], least: [1, 3] });
  const x = { field: 'percent', type: 'quantitative', scale: { nice: false, padding: 6 }, axis: { ...percentAxis(rankBy === 'model' ? 'suppressed neurons of the model' : 'suppressed neurons of each layer'), format: '~%' } };
  const y = (field: string) => ({ field, type: 'quantitative', scale: { zero: false, padding: 6 }, axis: percentAxis('accuracy') });
  const lines: Record<ShownKind, string> = { 'skill-clean': 'solid', 'skill-adversarial': 'dashed', random: 'dotted', matched: 'long-dashed', least: 'wide-dotted' };
  const curvesOnly = [{ filter: 'isValid(datum.accuracy)' }];
  return {
    name: `suppression-${data}-${slug}`,
    title: `Suppression in ${model.id}, ${data} data`,
    caption: `Accuracy after suppressing a share of ${rankBy === 'model' ? 'all neurons' : 'each layer'} (${suppressionMethod(results)}): the most predictive neurons or as many others. Lines are means (${present.map((kind) => `${lines[kind]}: ${suppressedLabels[kind]}`).join(', ')}), bands reach from the lowest to the highest over seeds and random draws (intervals for the rows are in the table suppression.csv); the level line is the majority rate. Higher is better; a skill line far below the random line means that those neurons matter.`,
    summary: `Accuracy, mean over panels: ${present.map((kind) => `${suppressedLabels[kind]} ${endText(points.filter((point) => point.kind === kind))}`).join('; ')}.`,
    spec: {
      ...specHead,
      data: { values: [...points, ...majorities] },
      ...smallMultiples('panel', targets.map((target) => targetLabel(target, all)), {
        width: 230,
        height: 150,
        layer: [
          { transform: [{ filter: 'isValid(datum.majority)' }], mark: { type: 'rule', strokeDash: [8, 4], opacity: 0.45, color: INK }, encoding: { y: y('majority') } },
          { transform: curvesOnly, mark: { type: 'area', opacity: 0.16 }, encoding: { x, y: y('lowest'), y2: { field: 'highest' }, color } },
          { transform: curvesOnly, mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y: y('accuracy'), color, strokeDash } },
          { transform: curvesOnly, mark: { type: 'point', filled: true, size: 32, opacity: 1 }, encoding: { x, y: y('accuracy'), color, shape } },
        ],
      }),
    },
  };
}

function endText(points: readonly { panel: string; percent: number; accuracy: number }[]): string {
  const panels = [...new Set(points.map(({ panel }) => panel))].map((panel) => points.filter((point) => point.panel === panel));
  const first = panels.map((curve) => curve[0]!.accuracy);
  const last = panels.map((curve) => curve.at(-1)!.accuracy);
  const most = Math.max(...points.map(({ percent }) => percent));
  return `from ${percentText(mean(first))} to ${percentText(mean(last))} at ${percentText(most, 0)}`;
}
