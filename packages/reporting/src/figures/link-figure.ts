import { spearman } from '@skill-neurons/core';
import { fixed } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { linkMeans, linkPoints } from '../summaries/link.ts';
import { referencePercent } from '../summaries/overlap.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, percentAxis, specHead } from './theme.ts';

/** Robustness over overlap: a point per model, adversarial set and seed, means labelled. */
export function linkFigure(results: StudyResults): Figure | undefined {
  const points = linkPoints(results);
  if (points.length === 0) return undefined;
  const means = linkMeans(points);
  const { color, shape } = modelScales(modelLooks(results.models));
  const x = { field: 'overlap', type: 'quantitative', scale: { zero: false, padding: 24 }, axis: percentAxis(`overlap of clean and adversarial skill neurons (top ${referencePercent(results)!}%, encoder)`) };
  const y = { field: 'robustness', type: 'quantitative', scale: { zero: false, padding: 12 }, axis: percentAxis('adversarial / clean accuracy') };
  const rho = spearman(points.map(({ overlap }) => overlap), points.map(({ robustness }) => robustness));
  return {
    name: 'overlap-and-robustness',
    title: 'Overlap of skill neurons and robustness',
    caption: 'Pale points: one model, adversarial set and seed; full points: means over seeds, with the name of the set. Higher is more robust. A correlation, not a cause.',
    summary: `Spearman's rho over ${points.length} points: ${fixed(rho, 2)}.`,
    spec: {
      ...specHead,
      width: 560,
      height: 340,
      layer: [
        { data: { values: points }, mark: { type: 'point', filled: true, size: 45, opacity: 0.35 }, encoding: { x, y, color, shape } },
        { data: { values: means }, mark: { type: 'point', filled: true, size: 110, opacity: 1 }, encoding: { x, y, color, shape } },
        { data: { values: means.map((point) => ({ ...point, name: point.target.replace(/ adv\.$/, '') })) }, mark: { type: 'text', align: 'left', dx: 9, dy: -7, color: INK }, encoding: { x, y, text: { field: 'name', type: 'nominal' } } },
      ],
    },
  };
}
