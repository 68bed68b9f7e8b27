import { mean } from '@skill-neurons/core';
import { fixed, percentText } from '../format.ts';
import type { OverlapResult, StudyResults } from '../study-results.ts';
import { encoderLayers, overlapByLayer, overlapShare, referencePercent } from '../summaries/overlap.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, percentAxis, smallMultiples, specHead } from './theme.ts';

/** Overlap of clean and adversarial top neurons, by layer (one figure per stack) and by percentage. */
export function overlapFigures(results: StudyResults): Figure[] {
  const stacks = (['encoder', 'decoder'] as const).filter((stack) => results.overlap.some(({ layers }) => layers.some((layer) => layer.stack === stack)));
  return [...stacks.flatMap((stack) => byLayer(results, stack) ?? []), ...(byPercent(results) ?? [])];
}

function byLayer(results: StudyResults, stack: 'encoder' | 'decoder'): Figure | undefined {
  const percent = referencePercent(results);
  const panels = panelsOf(results);
  const values = panels.flatMap(({ label, of }) => results.models.flatMap(({ id: model }) => overlapByLayer(of(model).filter((entry) => entry.percent === percent), stack).map((point) => ({ panel: label, model, ...point }))));
  if (values.length === 0 || percent === undefined) return undefined;
  const { color, shape } = modelScales(modelLooks(results.models));
  const x = { field: 'layer', type: 'quantitative', scale: { nice: false, padding: 8 }, axis: { title: 'layer', tickMinStep: 1, format: 'd', tickCount: 6 } };
  const y = (field: string) => ({ field, type: 'quantitative', axis: percentAxis('shared') });
  return {
    name: `overlap-by-layer-${stack}`,
    title: `Skill neurons shared by clean and adversarial data, top ${percent}% of each ${stack} layer`,
    caption: 'Share of the clean top neurons that are adversarial top neurons: means over seeds, bands from lowest to highest. The dashed line is what random sets share.',
    summary: results.models.flatMap(({ id }) => {
      const own = values.filter(({ model }) => model === id);
      return own.length === 0 ? [] : [`${id}: mean ${percentText(mean(own.map((point) => point.mean)))} shared against ${percentText(mean(own.map(({ chance }) => chance)))} by chance.`];
    }).join(' '),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('panel', panels.map(({ label }) => label), {
        width: 230,
        height: 140,
        layer: [
          { mark: { type: 'rule', strokeDash: [4, 3], opacity: 0.5, color: INK }, encoding: { y: { field: 'chance', type: 'quantitative', aggregate: 'mean' } } },
          { mark: { type: 'area', opacity: 0.16 }, encoding: { x, y: y('lowest'), y2: { field: 'highest' }, color } },
          { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y: y('mean'), color } },
          { mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding: { x, y: y('mean'), color, shape } },
        ],
      }),
    },
  };
}

function byPercent(results: StudyResults): Figure[] | undefined {
  const panels = panelsOf(results);
  const values = panels.flatMap(({ label, of }) => results.models.flatMap(({ id: model }) => {
    const entries = of(model);
    const percents = [...new Set(entries.map(({ percent }) => percent))].sort((a, b) => a - b);
    return percents.flatMap((percent) => {
      const shares = entries.filter((entry) => entry.percent === percent).flatMap((entry) => overlapShare(encoderLayers(entry)) ?? []);
      return shares.length === 0 ? [] : [{ panel: label, model, percent: percent / 100, share: mean(shares.map(({ share }) => share)), chance: mean(shares.map(({ chance }) => chance)) }];
    });
  }));
  if (values.length === 0) return undefined;
  const { color, shape } = modelScales(modelLooks(results.models));
  const x = { field: 'percent', type: 'quantitative', scale: { nice: false, padding: 8 }, axis: { title: 'top share of each encoder layer', format: '~%', tickCount: 5 } };
  const y = (field: string) => ({ field, type: 'quantitative', axis: percentAxis('shared') });
  return [{
    name: 'overlap-by-percent',
    title: 'Skill neurons shared by clean and adversarial data, by size of the sets',
    caption: 'Share of the clean top neurons that are adversarial top neurons (encoder, all layers), means over seeds. The dashed line is what random sets share.',
    summary: results.models.flatMap(({ id }) => {
      const own = values.filter(({ model }) => model === id);
      return own.length === 0 ? [] : [`${id}: ${fixed(mean(own.map(({ share, chance }) => share / chance)), 1)} times chance, mean over sets and sizes.`];
    }).join(' '),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('panel', panels.map(({ label }) => label), {
        width: 230,
        height: 140,
        layer: [
          { mark: { type: 'line', strokeDash: [4, 3], opacity: 0.5, color: INK, strokeWidth: 1 }, encoding: { x, y: { field: 'chance', type: 'quantitative', aggregate: 'mean' } } },
          { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y: y('share'), color } },
          { mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding: { x, y: y('share'), color, shape } },
        ],
      }),
    },
  }];
}

/** One panel per adversarial split that has overlap results, in the order of the tasks. */
function panelsOf(results: StudyResults): { label: string; of: (model: string) => OverlapResult[] }[] {
  return tasksByType(results).flatMap(({ id }) => {
    const own = results.overlap.filter(({ task }) => task === id);
    const splits = [...new Set(own.map(({ split }) => split))];
    return splits.map((split) => ({ label: splits.length > 1 ? `${id} (${split})` : id, of: (model: string) => own.filter((entry) => entry.split === split && entry.model === model) }));
  });
}
