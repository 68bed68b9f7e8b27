import { loadPredictivity, rankCorrelation, rankPerLayer, retainedPredictivity, testOverlap, topOverlap, topOverlapOfModel } from '@skill-neurons/neurons';
import { percent as share } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { CompareNeuronsOptions } from '../commands/neurons-compare.ts';
import { textTable } from '../text-table.ts';
import { assertSameModel } from './neuron-shapes.ts';
import { correlationText, pText } from './statistics-text.ts';

export async function compareNeurons(options: CompareNeuronsOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const { a: pathA, b: pathB, percent, bootstrap, seed } = options;
  const [a, b] = [await loadPredictivity(pathA), await loadPredictivity(pathB)];
  assertSameModel(a, b, pathB);
  const { layers, width } = a;
  const [rankA, rankB] = [rankPerLayer(a.values, layers, width), rankPerLayer(b.values, layers, width)];
  const drawn = { signal, ...(bootstrap > 0 && { bootstrap: { seed, resamples: bootstrap } }) };
  const correlation = rankCorrelation(a, b, drawn);
  const wholeModel = rankCorrelation(a, b, { scope: 'model', ...drawn });
  const overlaps = percent.map((top) => ({ percent: top, ...testOverlap(topOverlap(rankA, rankB, top)), model: testOverlap(topOverlapOfModel(a.values, b.values, top)) }));
  const retained = percent.map((top) => retainedPredictivity(a, b, { percent: top }));
  const number = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(3));
  const shareOf = ({ shared, size }: { shared: number; size: number }) => (size === 0 ? '-' : `${share(shared / size)} %`);
  const overlapTable = textTable(
    ['top %', ...Array.from({ length: layers }, (_, layer) => `layer ${layer}`), 'all layers', 'by chance', 'p', 'of the model', 'p'],
    overlaps.map(({ percent: top, layers: perLayer, model, ...all }) => [
      String(top), ...perLayer.map(shareOf), shareOf(all), shareOf({ shared: all.expected, size: all.size }), pText(all.p), shareOf(model), pText(model.p),
    ]),
  );
  const retainedTable = textTable(
    ['top % of the first', 'in the first', 'in the second', 'others there', 'share kept', 'above others'],
    retained.map((r) => [String(r.percent), number(r.clean), number(r.adversarial), number(r.others), number(r.share), number(r.separation)]),
  );
  terminal.result({ overlaps, spearman: correlation.layers, correlation, wholeModel, retained }, [
    'shared neurons; p: as many or more by chance (hypergeometric)', overlapTable,
    'predictivity of the first ranking’s top neurons; above others: probability that one is more predictive than another neuron, 0.5 by chance', retainedTable,
    `Spearman per layer: ${correlation.layers.map(number).join(' ')}, mean ${correlationText(correlation)}; whole model ${correlationText(wholeModel)}`,
  ].join('\n'));
}
