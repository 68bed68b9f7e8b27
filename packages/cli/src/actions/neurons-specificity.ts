import { resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { loadPredictivity, specificityMatrix, type StoredPredictivity } from '@skill-neurons/neurons';
import type { CommandEnvironment } from '../command.ts';
import type { SpecificityOptions } from '../commands/neurons-specificity.ts';
import { textTable } from '../text-table.ts';
import { assertSameModel } from './neuron-shapes.ts';
import { correlationText } from './statistics-text.ts';

export async function compareTasks(options: SpecificityOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const { files, scope, neurons, top, bootstrap, seed } = options;
  if (files.length < 2) throw new SkillNeuronsError({ code: 'NEURON_FILES', message: 'one ranking alone is given', hint: 'name two or more' });
  const rankings: StoredPredictivity[] = [];
  for (const file of files) {
    const ranking = await loadPredictivity(file);
    if (rankings[0]) assertSameModel(rankings[0], ranking, file);
    rankings.push(ranking);
  }
  const { rho, pairs, normalised, meanOfPairs } = specificityMatrix(rankings, {
    scope, neurons, percent: top, signal,
    ...(bootstrap > 0 && { bootstrap: { seed, resamples: bootstrap } }),
    onProgress: terminal.progress,
  });
  const labels = files.map((file) => resolve(file).split(/[\\/]/).slice(-2).join('/').replace(/\.safetensors$/, ''));
  const matrix = (rows: readonly (readonly number[])[]) => textTable(['', ...labels], rows.map((row, i) => [labels[i]!, ...row.map((value) => (Number.isNaN(value) ? '-' : value.toFixed(3)))]));
  terminal.result({ files, scope, neurons, ...(neurons !== 'all' && { top }), spearman: rho, normalised, pairs, meanOfPairs }, [
    scope === 'layer' ? 'Spearman, mean over layers' : 'Spearman over all neurons of the model', matrix(rho),
    textTable(['pair', '', 'Spearman', 'neurons'], pairs.map((pair) => [labels[pair.a]!, labels[pair.b]!, correlationText(pair), String(pair.neurons)])),
    ...(pairs.length > 1 ? ['normalised over the pairs: (rho - mean) / standard deviation', matrix(normalised.map((row, i) => row.map((value, j) => (i === j ? NaN : value))))] : []),
    `mean of the pairs (Fisher's z): ${meanOfPairs.toFixed(3)}`,
  ].join('\n'));
}
