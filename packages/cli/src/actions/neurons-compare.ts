import { spearman } from '@skill-neurons/core';
import { loadPredictivity, rankPerLayer, topOverlap } from '@skill-neurons/neurons';
import { percent as share } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { CompareNeuronsOptions } from '../commands/neurons-compare.ts';
import { textTable } from '../text-table.ts';
import { assertSameShape } from './neuron-shapes.ts';

export async function compareNeurons({ a: pathA, b: pathB, percent }: CompareNeuronsOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const [a, b] = [await loadPredictivity(pathA), await loadPredictivity(pathB)];
  assertSameShape(a, b, pathB);
  const { layers, width } = a;
  const [rankA, rankB] = [rankPerLayer(a.values, layers, width), rankPerLayer(b.values, layers, width)];
  const correlations = Array.from({ length: layers }, (_, layer) => {
    const row = (values: Float32Array) => values.subarray(layer * width, (layer + 1) * width);
    return spearman(row(a.values), row(b.values));
  });
  const overlaps = percent.map((top) => ({ percent: top, layers: topOverlap(rankA, rankB, top) }));
  const table = textTable(
    ['top %', ...Array.from({ length: layers }, (_, layer) => `layer ${layer}`), 'by chance'],
    overlaps.map(({ percent: top, layers: perLayer }) => [
      String(top),
      ...perLayer.map(({ shared, size }) => (size === 0 ? '-' : `${share(shared / size)} %`)),
      `${share((perLayer[0]?.size ?? 0) / width)} %`,
    ]),
  );
  terminal.result({ overlaps, spearman: correlations }, `shared neurons\n${table}\nSpearman per layer: ${correlations.map((rho) => rho.toFixed(3)).join(' ')}`);
}
