import { spearman } from '@skill-neurons/core';
import { loadPredictivity, rankPerLayer, topOverlap } from '@skill-neurons/neurons';
import { percent } from '../accuracy-text.ts';
import type { CommandAdder } from '../command.ts';
import { assertSameShape } from './neuron-shapes.ts';
import { addRankCommand } from './neurons-rank.ts';
import { addSuppressCommand } from './neurons-suppress.ts';
import { textTable } from '../text-table.ts';

export function addNeuronsCommands(commands: CommandAdder): void {
  commands.group('neurons', 'find, suppress and compare skill neurons', (group) => {
    addRankCommand(group);
    addSuppressCommand(group);
    group.add(
      'compare <a> <b>',
      'overlap and rank correlation of two rankings',
      (yargs) =>
        yargs
          .positional('a', { type: 'string', demandOption: true, describe: 'file written by `neurons rank`' })
          .positional('b', { type: 'string', demandOption: true })
          .option('percent', { type: 'number', array: true, default: [1, 3, 5, 10, 15], describe: 'top percentages of each layer' })
          .example('$0 neurons compare runs/films/clean.safetensors runs/films/adversarial.safetensors', ''),
      async ({ a: pathA, b: pathB, percent: percents }, { terminal }) => {
        const [a, b] = [await loadPredictivity(pathA), await loadPredictivity(pathB)];
        assertSameShape(a, b, pathB);
        const [rankA, rankB] = [a, b].map(({ values, layers, width }) => rankPerLayer(values, layers, width)) as [Int32Array[], Int32Array[]];
        const correlations = Array.from({ length: a.layers }, (_, layer) => {
          const row = (values: Float32Array) => values.subarray(layer * a.width, (layer + 1) * a.width);
          return spearman(row(a.values), row(b.values));
        });
        const overlaps = percents.map((p) => ({ percent: p, layers: topOverlap(rankA, rankB, p) }));
        const table = textTable(
          ['top %', ...Array.from({ length: a.layers }, (_, layer) => `layer ${layer}`), 'by chance'],
          overlaps.map(({ percent: p, layers }) => [String(p), ...layers.map(({ shared, size }) => (size === 0 ? '-' : `${percent(shared / size)} %`)), `${percent((layers[0]?.size ?? 0) / a.width)} %`]),
        );
        terminal.result({ overlaps, spearman: correlations }, `shared neurons\n${table}\nSpearman per layer: ${correlations.map((rho) => rho.toFixed(3)).join(' ')}`);
        return undefined;
      },
    );
  });
}
