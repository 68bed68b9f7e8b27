import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('a', { type: 'string', demandOption: true, describe: 'file written by `neurons rank`' })
    .positional('b', { type: 'string', demandOption: true })
    .option('percent', { type: 'number', array: true, default: [1, 3, 5, 10, 15], describe: 'top percentages of each layer' })
    .example('$0 neurons compare runs/films/validation.safetensors runs/films/adversarial.safetensors', '');

export type CompareNeuronsOptions = OptionsOf<typeof build>;

export function addCompareCommand({ add }: CommandAdder): void {
  add('compare <a> <b>', 'overlap and rank correlation of two rankings', build, async (options, environment) =>
    (await import('../actions/neurons-compare.ts')).compareNeurons(options, environment),
  );
}
