import { layerShares, loadPredictivity, meanPredictivity, type LayerShares, type StoredPredictivity } from '@skill-neurons/neurons';
import { percent as share } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { LayersOptions } from '../commands/neurons-layers.ts';
import { textTable } from '../text-table.ts';
import { assertSameModel } from './neuron-shapes.ts';

export async function locateNeurons({ files, percent }: LayersOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const rankings: StoredPredictivity[] = [];
  for (const file of files) {
    const ranking = await loadPredictivity(file);
    if (rankings[0]) assertSameModel(rankings[0], ranking, file);
    rankings.push(ranking);
  }
  const { layers, width } = rankings[0]!;
  const marked = rankings.every(({ constant }) => constant !== undefined);
  const constant = marked ? Uint8Array.from({ length: layers * width }, (_, i) => Number(rankings.every((ranking) => ranking.constant![i] === 1))) : undefined;
  const sets = layerShares({ layers, width, values: meanPredictivity(rankings) }, percent, constant);
  const timesChance = ({ members, size }: LayerShares) => members.map((count) => (size === 0 ? null : (count * layers) / size));
  const table = textTable(
    ['top %', 'neurons', ...Array.from({ length: layers }, (_, layer) => `layer ${layer}`), 'last one', 'constant'],
    sets.map((set) => [
      String(set.percent), String(set.size), ...timesChance(set).map((ratio) => (ratio === null ? '-' : ratio.toFixed(2))),
      set.size === 0 ? '-' : `${share(set.threshold)} %`, set.constant === null ? '-' : set.constant.toFixed(0),
    ]),
  );
  terminal.result({ files, layers, width, sets: sets.map((set) => ({ ...set, threshold: set.size === 0 ? null : set.threshold, timesChance: timesChance(set) })) }, `times what each layer would hold by chance\n${table}`);
  return undefined;
}
