import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('files', { type: 'string', array: true, demandOption: true, describe: 'files written by `neurons rank`: one, or those of several seeds, which are averaged' })
    .option('percent', { type: 'number', array: true, default: [1, 3, 5, 10, 15], describe: 'top percentages of the model' })
    .example('$0 neurons layers runs/films/validation.safetensors', '')
    .example('$0 neurons layers runs/films-*/validation.safetensors --percent 1 5', 'mean over seeds');

export type LayersOptions = OptionsOf<typeof build>;

export function addLayersCommand({ add }: CommandAdder): void {
  add('layers <files..>', 'which layers the best neurons of the whole model lie in, against chance', build, async (options, environment) =>
    (await import('../actions/neurons-layers.ts')).locateNeurons(options, environment),
  );
}
