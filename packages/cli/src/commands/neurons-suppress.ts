import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('task', { type: 'string', demandOption: true })
    .option('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file' })
    .option('neurons', { type: 'string', demandOption: true, describe: 'file written by `neurons rank`' })
    .option('split', { type: 'string', default: 'test' })
    .option('percent', { type: 'number', array: true, default: [0, 1, 3, 5, 7, 9, 11, 13, 15], describe: 'percentages of each layer' })
    .option('random', { type: 'number', default: 3, describe: 'random controls' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the random controls' })
    .option('stack', { choices: ['encoder', 'decoder'] as const, default: 'encoder' as const })
    .option('limit', { type: 'number', describe: 'at most this many rows' })
    .option('batch-size', { type: 'number', default: 64 })
    .example('$0 neurons suppress --model tiny-roberta --task films --prompt runs/films --neurons runs/films/validation.safetensors', '');

export type SuppressNeuronsOptions = OptionsOf<typeof build>;

export function addSuppressCommand({ add }: CommandAdder): void {
  add('suppress', 'accuracy with the top neurons of a ranking set to zero, against random neurons', build, async (options, environment) => (await import('../actions/neurons-suppress.ts')).suppressNeurons(options, environment));
}
