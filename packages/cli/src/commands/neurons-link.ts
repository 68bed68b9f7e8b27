import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'output folders of finished runs, or their results.json' })
    .option('resamples', { type: 'number', default: 2000, describe: 'draws of the cluster bootstrap' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the draws' })
    .example('$0 neurons link demo-report', '')
    .example('$0 neurons link runs/roberta runs/t5 --json', 'models of several runs together');

export type LinkNeuronsOptions = OptionsOf<typeof build>;

export function addLinkCommand({ add }: CommandAdder): void {
  add('link <runs..>', 'accuracy lost on adversarial data against how consistently skill neurons are used', build, async (options, environment) => (await import('../actions/neurons-link.ts')).linkNeurons(options, environment));
}
