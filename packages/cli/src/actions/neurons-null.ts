import { basename } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { permutationNull, predictivityFloor, savePredictivity, summariseNull } from '@skill-neurons/neurons';
import type { CommandEnvironment } from '../command.ts';
import type { NullNeuronsOptions } from '../commands/neurons-null.ts';
import { textTable } from '../text-table.ts';
import { openNeuronInputs } from './neuron-inputs.ts';

export async function testNeurons(options: NullNeuronsOptions, environment: CommandEnvironment): Promise<undefined> {
  const { permutations, pool, fdr, metric, positive, positions, seed, memory } = options;
  if (!(Number.isInteger(permutations) && permutations >= 1)) {
    throw new SkillNeuronsError({ code: 'NEURON_PERMUTATIONS', message: `--permutations ${permutations}`, hint: 'use a whole number from 1' });
  }
  const inputs = await openNeuronInputs(options, environment);
  const { fromPosition } = inputs;
  const leaks = await inputs.leaks([options.split]);
  const found = await permutationNull({
    ...inputs.collect(await inputs.split(options.split)),
    seed, permutations, metric, positive, fromPosition,
    aggregate: positions,
    memoryLimit: memory * 2 ** 20,
  });
  const { observed, counts, passes } = found;
  const { layers, width, n } = observed;
  const { p, adjusted, familyWise, layers: perLayer } = summariseNull(found, { pool, rate: fdr, floorQuantile: 0.999 });
  if (options.out !== undefined) {
    const metadata = {
      model: basename(inputs.backbone.folder), task: inputs.taskName, split: options.split,
      metric, positions, pool, permutations: String(permutations),
    };
    await savePredictivity(options.out, observed, { metadata, arrays: { p, adjusted_p: adjusted, family_wise_p: familyWise } });
  }
  const ofPositive = counts.classCounts[positive] ?? 0;
  const hasFloor = metric === 'accuracy' && positions === 'max';
  const floor = hasFloor ? predictivityFloor({ classCounts: [n - ofPositive, ofPositive], positions: counts.positions - fromPosition }).expected : undefined;
  const result = {
    task: inputs.taskName, split: options.split, n, classCounts: counts.classCounts, stack: options.stack, permutations, passes, pool, fdr,
    settings: { metric, positions, positive, fromPosition },
    neurons: layers * width,
    discoveries: perLayer.reduce((sum, { discoveries }) => sum + discoveries, 0),
    familyWise: perLayer.reduce((sum, entry) => sum + entry.familyWise, 0),
    leastP: p.reduce((a, b) => Math.min(a, b)),
    floor,
    leaks: leaks?.[0] ?? null,
    layers: perLayer,
  };
  const number = (value: number) => value.toFixed(3);
  environment.terminal.result(result, [
    `${result.task} ${result.split}, n = ${n}, ${permutations} shuffles of the labels in ${passes} pass${passes === 1 ? '' : 'es'}`,
    `${result.discoveries} of ${result.neurons} neurons at a false discovery rate of ${fdr}, ${result.familyWise} at a family-wise error of ${fdr}`,
    ...(floor === undefined ? [] : [`floor by calculation, positions independent: ${number(floor)}`]),
    textTable(
      ['layer', 'best', 'best of shuffles', 'mean', 'mean of shuffles', 'discoveries', 'family-wise'],
      perLayer.map((l) => [
        String(l.layer), ...[l.best, l.bestOfShuffles, l.mean, l.meanOfShuffles].map(number), String(l.discoveries), String(l.familyWise),
      ]),
    ),
  ].join('\n'));
}
