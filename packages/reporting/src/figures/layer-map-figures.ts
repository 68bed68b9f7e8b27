import { mean } from '@skill-neurons/core';
import { fixed, listText } from '../format.ts';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { discoveryRatios, layerShareEntries, layerShareLimits, layerShareSentence, referenceRate, timesChance, type LayerShareEntry } from '../summaries/layer-shares.ts';
import type { Figure, VegaLiteSpec } from './figure.ts';
import { INK, smallMultiples, specHead } from './theme.ts';

const DISCOVERIES = 'FDR';
/** Beyond four times more or less than chance colours change no more. */
const LARGEST_LOG = 2;

const howToRead = 'Columns: the best 1%, 5%, ... of all neurons of the encoder together, by predictivity averaged over seeds. Cell: how many of them the layer holds, divided by what it would hold by chance: 1 is chance, green more, purple less, and no more is possible than there are layers; layer 0, next to the input, is the lowest row. Neurons of equal predictivity at the cut count in part. In brackets: sets whose last neuron is no better than what shuffled labels reach.';
const discoveryText = ' Column FDR: the same of the neurons that predict better than under shuffled labels, at a false discovery rate of';

interface Panel {
  /** Of the field that panels differ by. */
  title: string;
  columns: string[];
  cells: Cell[];
}

interface Cell {
  column: string;
  layer: number;
  log: number;
  text: string;
  /** What it says when pointed at. */
  hover: string;
}

/** Layer x rate, mean over tasks: models side by side, clean above adversarial. */
export function layerMapFigure(results: StudyResults): Figure | undefined {
  const panels = [false, true].flatMap((adversarial) => results.models.flatMap(({ id }) => {
    const entries = layerShareEntries(results, id).filter((entry) => entry.adversarial === adversarial);
    return entries.length === 0 ? [] : [panelOf(`${id}, ${adversarial ? 'adversarial' : 'clean'}`, results, entries)];
  }));
  if (panels.length === 0) return undefined;
  const models = new Set((results.layerShares ?? []).map(({ model }) => model)).size;
  return {
    name: 'layer-map',
    title: 'Where skill neurons live: layers of the best neurons, against chance',
    caption: `Mean over tasks. ${howToRead}${discoveryCaption(results)} Brackets here: in more than half of the tasks.`,
    summary: [layerShareSentence(results), layerShareLimits(results)].filter((text) => text !== '').join(' '),
    spec: besideSpec(panels, Math.min(models, 2)),
  };
}

/** The same for one model, task by task, on clean or on adversarial data. */
export function layerMapByTaskFigure(results: StudyResults, model: ModelSummary, slug: string, adversarial: boolean): Figure | undefined {
  const entries = layerShareEntries(results, model.id).filter((entry) => entry.adversarial === adversarial);
  const tasks = [...new Set(entries.map(({ task }) => task))];
  if (tasks.length < 2) return undefined;
  const data = adversarial ? 'adversarial' : 'clean';
  const rate = referenceRate(entries)!;
  const fullest = entries.filter(({ percent }) => percent === rate).map(({ task, members }) => ({ task, layer: members.indexOf(Math.max(...members)) }));
  const layers = [...new Set(fullest.map(({ layer }) => layer))].sort((a, b) => b - a);
  return {
    name: `layer-map-${data}-${slug}`,
    title: `Where the skill neurons of ${model.id} live on ${data} data, task by task`,
    caption: 'One panel per task; columns, cells and brackets as in the map of the mean over tasks.',
    summary: `Most of the best ${rate}% lie in ${layers.map((layer) => `layer ${layer} for ${listText(fullest.filter((set) => set.layer === layer).map(({ task }) => task))}`).join('; in ')}.`,
    spec: byTaskSpec(tasks.map((task) => panelOf(task, results, entries.filter((entry) => entry.task === task)))),
  };
}

/** Entries of one task, or of several whose ratios are averaged. */
function panelOf(title: string, results: StudyResults, entries: readonly LayerShareEntry[]): Panel {
  const rates = [...new Set(entries.map(({ percent }) => percent))].sort((a, b) => a - b);
  const [{ members }] = entries as [LayerShareEntry];
  const cell = (column: string, layer: number, ratio: number, doubtful: boolean): Cell => {
    const text = fixed(ratio, 1);
    const hover = `${title}, layer ${layer}, ${column === DISCOVERIES ? 'discoveries' : `best ${column}`}: ${fixed(ratio, 2)} times chance${doubtful ? ', reaching the floor of shuffled labels' : ''}`;
    return { column, layer, log: Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, Math.log2(ratio))), text: doubtful ? `(${text})` : text, hover };
  };
  const ofRates = rates.flatMap((percent) => {
    const same = entries.filter((entry) => entry.percent === percent);
    const doubtful = same.filter(({ reachesFloor }) => reachesFloor).length > same.length / 2;
    return members.map((_, layer) => cell(`${percent}%`, layer, mean(same.map((entry) => timesChance(entry, layer))), doubtful));
  });
  const tasks = entries.filter(({ percent }) => percent === rates[0]);
  const found = tasks.flatMap((entry) => {
    const ratios = discoveryRatios(results, entry);
    return ratios === null ? [] : [ratios];
  });
  const ofDiscoveries = found.length === 0 ? [] : members.map((_, layer) => cell(DISCOVERIES, layer, mean(found.map((ratios) => ratios[layer]!)), false));
  return { title, columns: [...rates.map((percent) => `${percent}%`), ...(found.length === 0 ? [] : [DISCOVERIES])], cells: [...ofRates, ...ofDiscoveries] };
}

/** Panels of models, which may have different numbers of layers: each has its own axis. */
function besideSpec(panels: readonly Panel[], most: number): VegaLiteSpec {
  return {
    ...specHead,
    columns: most,
    spacing: 26,
    concat: panels.map(({ title, columns, cells }) => ({ title: { text: title, fontSize: 12, offset: 6, color: INK }, data: { values: cells }, ...mapOf(columns, cells, 38) })),
    resolve: { scale: { color: 'shared' }, legend: { color: 'shared' } },
  };
}

/** Panels of the tasks of one model. */
function byTaskSpec(panels: readonly Panel[]): VegaLiteSpec {
  const columns = [...new Set(panels.flatMap((panel) => panel.columns))];
  const cells = panels.flatMap((panel) => panel.cells.map((cell) => ({ task: panel.title, ...cell })));
  return { ...specHead, data: { values: cells }, ...smallMultiples('task', panels.map(({ title }) => title), mapOf(columns, cells, 30), 4), spacing: { row: 56, column: 48 } };
}

function mapOf(columns: readonly string[], cells: readonly Cell[], step: number): object {
  const rows = [...new Set(cells.map(({ layer }) => layer))].sort((a, b) => b - a);
  const x = { field: 'column', type: 'ordinal', scale: { domain: columns }, axis: { title: null, orient: 'bottom', labelAngle: 0, domain: false, ticks: false } };
  const y = { field: 'layer', type: 'ordinal', scale: { domain: rows }, axis: { title: 'layer', domain: false, ticks: false } };
  const labels = "datum.value == 0 ? '1 (chance)' : datum.value < 0 ? '1/' + pow(2, -datum.value) : pow(2, datum.value) + ''";
  const color = {
    field: 'log', type: 'quantitative', scale: { scheme: 'purplegreen', domain: [-LARGEST_LOG, LARGEST_LOG] },
    legend: { title: 'times chance', values: [-2, -1, 0, 1, 2], labelExpr: labels, gradientLength: 300, gradientThickness: 10, labelOverlap: false },
  };
  const lastRate = columns.at(-1) === DISCOVERIES ? columns.at(-2) : undefined;
  return {
    width: { step },
    height: { step: rows.length > 8 ? 20 : 24 },
    layer: [
      { mark: { type: 'rect' }, encoding: { x, y, color } },
      { mark: { type: 'text', fontSize: 10.5 }, encoding: { x, y, text: { field: 'text', type: 'nominal' }, color: { condition: { test: 'abs(datum.log) > 1.3', value: '#ffffff' }, value: '#1b2430' } } },
      ...(lastRate === undefined ? [] : [{ data: { values: [{ column: lastRate, hover: 'right of it: discoveries' }] }, mark: { type: 'rule', color: INK, strokeWidth: 1.5, opacity: 0.75 }, encoding: { x: { ...x, bandPosition: 1 } } }]),
    ],
  };
}

function discoveryCaption({ nulls = [] }: StudyResults): string {
  return nulls[0] === undefined ? '' : `${discoveryText} ${nulls[0].rate}.`;
}
