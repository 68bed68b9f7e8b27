import type { StudyResults } from '../study-results.ts';
import { layerShareEntries, referenceRate, timesChance } from '../summaries/layer-shares.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

export function layerShareTable(results: StudyResults): Table {
  return {
    name: 'layer-shares',
    title: 'Where the best neurons of all layers lie, by predictivity averaged over seeds',
    columns: [
      column.model, column.task, column.split, column.stack, column.top, column.layer,
      { name: 'members', label: 'Neurons', format: 'number', digits: 1 },
      { name: 'shareOfSet', label: 'Of the set, %', format: 'share' },
      { name: 'shareOfLayer', label: 'Of the layer, %', format: 'share' },
      { name: 'timesChance', label: 'Times chance', format: 'number', digits: 2 },
      { name: 'fewest', label: 'Fewest of a seed', format: 'number', digits: 1 },
      { name: 'most', label: 'Most of a seed', format: 'number', digits: 1 },
    ],
    rows: results.models.flatMap(({ id }) => layerShareEntries(results, id)).flatMap((entry) => entry.members.map((members, layer) => [
      entry.model, entry.task, entry.split, entry.stack, entry.percent, layer, members, members / entry.size, members / entry.width, timesChance(entry, layer), entry.fewest[layer]!, entry.most[layer]!,
    ])),
  };
}

/** One row per set: how large it is, how it ends and where most of it lies. */
export function layerShareSetTable(results: StudyResults, rate?: number): Table {
  return {
    name: 'layer-share-sets',
    title: 'Sets of the best neurons: where most of each lies, and how it ends',
    columns: [
      column.model, column.task, column.split, column.top,
      { name: 'size', label: 'Neurons', format: 'integer' },
      { name: 'fullestLayer', label: 'Most in layer', format: 'integer' },
      { name: 'shareOfSet', label: 'Of the set, %', format: 'share' },
      { name: 'fewest', label: 'Fewest of a seed, %', format: 'share' },
      { name: 'most', label: 'Most of a seed, %', format: 'share' },
      { name: 'threshold', label: 'Last neuron, %', format: 'share' },
      { name: 'reachesFloor', label: 'Reaches the floor' },
      { name: 'tied', label: 'Tied at the cut', format: 'integer' },
      { name: 'constant', label: 'Constant, %', format: 'share' },
    ],
    rows: results.models.flatMap(({ id }) => {
      const entries = layerShareEntries(results, id);
      return entries.filter(({ percent }) => rate === undefined || percent === rate).map((entry) => {
        const { size, members } = entry;
        const layer = members.indexOf(Math.max(...members));
        // A tie of one is the last neuron alone.
        const tied = entry.tied.neurons > 1 ? entry.tied.neurons : 0;
        return [id, entry.task, entry.split, entry.percent, size, layer, members[layer]! / size, entry.fewest[layer]! / size, entry.most[layer]! / size, entry.threshold, entry.reachesFloor, tied, entry.constant === null ? null : entry.constant / size];
      });
    }),
  };
}

/** The sets of one rate alone, as the page shows them. */
export function layerShareOverview(results: StudyResults): Table {
  const rate = referenceRate(results.models.flatMap(({ id }) => layerShareEntries(results, id)));
  return layerShareSetTable(results, rate);
}
