import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('a', { type: 'string', demandOption: true, describe: 'file written by `neurons rank`, e.g. of clean data' })
    .positional('b', { type: 'string', demandOption: true, describe: 'another of the same model, e.g. of adversarial data' })
    .option('percent', { type: 'number', array: true, default: [1, 3, 5, 10, 15], describe: 'top percentages of each layer, and of the model' })
    .option('bootstrap', { type: 'number', default: 200, describe: 'draws of the neurons for the interval of the rank correlation; 0 for none' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the draws' })
    .example('$0 neurons compare runs/films/validation.safetensors runs/films/adversarial.safetensors', '');

export type CompareNeuronsOptions = OptionsOf<typeof build>;

export function addCompareCommand({ add }: CommandAdder): void {
  add('compare <a> <b>', 'overlap, rank correlation and retained predictivity of two rankings', build, async (options, environment) =>
    (await import('../actions/neurons-compare.ts')).compareNeurons(options, environment),
  );
}
