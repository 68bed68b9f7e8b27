import { mean } from '@skill-neurons/core';
import { countText, percentText } from '../format.ts';
import type { ModelSummary, PredictivityResult, StudyResults } from '../study-results.ts';
import { tasksByType } from '../summaries/targets.ts';
import { predictivityOf } from '../summaries/top-neurons.ts';
import type { Figure } from './figure.ts';
import { faded, INK, modelLooks, modelScales, percentAxis, smallMultiples, specHead } from './theme.ts';

type Layer = PredictivityResult['layers'][number];
/** From here on a panel needs more width. */
const MANY_LAYERS = 12;

const kinds = ['clean', 'adversarial'] as const;

/** Box plots of predictivity per layer, one panel per task; clean and adversarial side by side. */
export function predictivityByLayerFigure(results: StudyResults, model: ModelSummary, slug: string): Figure | undefined {
  const tasks = tasksByType(results).filter(({ id }) => results.predictivity.some((entry) => entry.model === model.id && entry.task === id));
  const boxes = tasks.flatMap(({ id: task }) => kinds.flatMap((data) => boxesOf(model, predictivityOf(results, model.id, task, data === 'adversarial')).map((box) => ({ task, data, ...box }))));
  if (boxes.length === 0) return undefined;
  // The prompt stands before the encoder, so a decoder has no prompt positions to measure at and no place here.
  const measured = model.stacks.filter(({ stack }) => results.predictivity.some((entry) => entry.model === model.id && entry.layers.some((layer) => layer.stack === stack)));
  const layerNames = measured.flatMap(({ stack, layers }) => Array.from({ length: layers }, (_, layer) => nameOf(model, stack, layer)));
  const floors = tasks.flatMap(({ id: task }) => kinds.flatMap((data) => floorOf(predictivityOf(results, model.id, task, data === 'adversarial')).map((floor) => ({ task, data, floor }))));
  const { colour } = modelLooks(results.models).find(({ id }) => id === model.id)!;
  const x = { field: 'layer', type: 'ordinal', scale: { domain: layerNames }, axis: { title: measured.length > 1 ? 'layer (e encoder, d decoder)' : model.stacks.length > 1 ? `layer (${measured[0]!.stack})` : 'layer', labelAngle: 0, labelOverlap: true } };
  const xOffset = { field: 'data', type: 'nominal', scale: { domain: kinds } };
  const y = (field: string) => ({ field, type: 'quantitative', scale: { domain: [lowest, 1] }, axis: percentAxis('predictivity') });
  const fill = { field: 'data', type: 'nominal', scale: { domain: kinds, range: [colour, faded(colour)] }, legend: { title: null, symbolStrokeColor: colour, symbolType: 'square' } };
  // One scale for all models, so that their figures can be compared.
  const lowest = Math.min(0.5, ...results.predictivity.flatMap(({ layers }) => layers.map(({ minimum }) => minimum)));
  const boxesOnly = [{ filter: 'isValid(datum.median)' }];
  const clean = boxes.filter(({ data }) => data === 'clean');
  return {
    name: `predictivity-by-layer-${slug}`,
    title: `Predictivity of the neurons of ${model.id}, by layer`,
    caption: `Box: quartiles and median over the neurons of a layer, whiskers: minimum and maximum, each the mean over seeds.${floors.length > 0 ? ' Dashed line: what shuffled labels reach (solid boxes clean, pale boxes adversarial; the finer dashes belong to adversarial data).' : ''}${measured.length < model.stacks.length ? ` Of the ${measured.map(({ stack }) => stack).join()} only: predictivity is measured at prompt positions, and the prompt does not stand in the other stack.` : ''}`,
    summary: summaryOf(clean.length > 0 ? clean : boxes, clean.length > 0 ? 'clean' : 'adversarial'),
    spec: {
      ...specHead,
      data: { values: [...boxes, ...floors] },
      ...smallMultiples('task', tasks.map(({ id }) => id), {
        width: layerNames.length > MANY_LAYERS ? 360 : 230,
        height: 150,
        layer: [
          ...kinds.map((data) => ({ transform: [{ filter: `isValid(datum.floor) && datum.data === '${data}'` }], mark: { type: 'rule', opacity: 0.65, color: INK, strokeDash: data === 'clean' ? [5, 3] : [2, 2] }, encoding: { y: y('floor') } })),
          { transform: boxesOnly, mark: { type: 'rule', color: colour, opacity: 0.8 }, encoding: { x, xOffset, y: y('minimum'), y2: { field: 'maximum' } } },
          { transform: boxesOnly, mark: { type: 'bar', width: { band: 0.8 }, stroke: colour, strokeWidth: 1 }, encoding: { x, xOffset, y: { ...y('lowerQuartile'), stack: null }, y2: { field: 'upperQuartile' }, fill } },
          { transform: boxesOnly, mark: { type: 'tick', color: INK, thickness: 1.5, width: { band: 0.8 } }, encoding: { x, xOffset, y: y('median') } },
        ],
      }, layerNames.length > MANY_LAYERS ? 2 : 3),
    },
  };
}

/** Distribution of predictivity over all neurons, one panel per task, every model, clean and adversarial. */
export function predictivityHistogramFigure(results: StudyResults): Figure | undefined {
  const tasks = tasksByType(results).filter(({ id }) => results.predictivity.some((entry) => entry.task === id));
  const bins = results.models.flatMap(({ id: model }) => tasks.flatMap(({ id: task }) => kinds.flatMap((data) => {
    const layers = predictivityOf(results, model, task, data === 'adversarial').flatMap((entry) => entry.layers);
    const counts = Array.from({ length: 20 }, (_, bin) => layers.reduce((sum, { histogram }) => sum + histogram[bin]!, 0));
    const total = counts.reduce((a, b) => a + b, 0);
    return counts.flatMap((count, bin) => (count === 0 ? [] : [{ model, task, data, predictivity: 0.5125 + 0.025 * bin, share: count / total }]));
  })));
  if (bins.length === 0) return undefined;
  const floors = tasks.flatMap(({ id: task }) => results.models.flatMap(({ id: model }) => kinds.flatMap((data) => floorOf(predictivityOf(results, model, task, data === 'adversarial')).map((floor) => ({ model, task, data, floor })))));
  const looks = modelLooks(results.models);
  const { color } = modelScales(looks);
  const strokeDash = { field: 'data', type: 'nominal', scale: { domain: kinds, range: [[1, 0], [4, 3]] }, legend: { title: null, symbolStrokeColor: INK } };
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain: [0.5, 1] }, axis: percentAxis('predictivity') });
  return {
    name: 'predictivity-histogram',
    title: 'How many neurons reach which predictivity',
    caption: `Share of all neurons (all layers and seeds) per 2.5-point bin, on a logarithmic scale.${floors.length > 0 ? ' Upright lines: predictivity that shuffled labels hardly ever reach; neurons left of it may be noise.' : ''}`,
    summary: results.models.flatMap(({ id }) => {
      const own = bins.filter(({ model, data }) => model === id && data === 'clean');
      const high = own.filter(({ predictivity }) => predictivity > 0.6).reduce((sum, { share }) => sum + share, 0) / Math.max(1, new Set(own.map(({ task }) => task)).size);
      return own.length === 0 ? [] : [`${id}: ${percentText(high, high < 0.01 ? 2 : 1)} of neurons are above 60% predictivity on clean data (mean over tasks).`];
    }).join(' '),
    spec: {
      ...specHead,
      data: { values: [...bins, ...floors] },
      ...smallMultiples('task', tasks.map(({ id }) => id), {
        width: 230,
        height: 130,
        layer: [
          { transform: [{ filter: 'isValid(datum.floor)' }], mark: { type: 'rule', opacity: 0.5, strokeWidth: 1 }, encoding: { x: x('floor'), color, strokeDash } },
          { transform: [{ filter: 'isValid(datum.share)' }], mark: { type: 'line', interpolate: 'step', strokeWidth: 1.8 }, encoding: { x: x('predictivity'), y: { field: 'share', type: 'quantitative', scale: { type: 'log' }, axis: { title: 'share of neurons', format: '~%', tickCount: 4 } }, color, strokeDash } },
        ],
      }),
    },
  };
}

function boxesOf(model: ModelSummary, entries: readonly PredictivityResult[]): ({ layer: string } & Record<'minimum' | 'lowerQuartile' | 'median' | 'upperQuartile' | 'maximum', number>)[] {
  return model.stacks.flatMap(({ stack, layers }) => Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => {
    const same = entries.flatMap((entry) => entry.layers.filter((other) => other.stack === stack && other.layer === layer));
    const of = (field: 'minimum' | 'lowerQuartile' | 'median' | 'upperQuartile' | 'maximum') => mean(same.map((other) => other[field]));
    if (same.length === 0) return [];
    return [{ layer: nameOf(model, stack, layer), minimum: of('minimum'), lowerQuartile: of('lowerQuartile'), median: of('median'), upperQuartile: of('upperQuartile'), maximum: of('maximum') }];
  }));
}

function floorOf(entries: readonly PredictivityResult[]): number[] {
  const floors = entries.flatMap(({ nullFloor }) => (nullFloor === undefined ? [] : [nullFloor.predictivity]));
  return floors.length === 0 ? [] : [mean(floors)];
}

function nameOf({ stacks }: ModelSummary, stack: Layer['stack'], layer: number): string {
  return stacks.length > 1 ? `${stack[0]!}${layer}` : String(layer);
}

function summaryOf(boxes: readonly { task: string; layer: string; median: number; maximum: number }[], data: string): string {
  const best = boxes.reduce((a, b) => (b.maximum > a.maximum ? b : a));
  return `On ${data} data the median neuron has a predictivity of ${percentText(mean(boxes.map(({ median }) => median)))} (mean over ${countText(new Set(boxes.map(({ task }) => task)).size, 'task')} and layers); the best neurons reach ${percentText(best.maximum)} (${best.task}, layer ${best.layer}).`;
}
