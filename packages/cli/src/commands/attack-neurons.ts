import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { batchSizeOption, modelOption, promptOption, stackOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('folder', { type: 'string', demandOption: true, describe: 'what `attack run` wrote' })
    .option('model', { ...modelOption, describe: `the attacked model: ${modelOption.describe}` })
    .option('prompt', { ...promptOption, describe: `the attacked prompt: ${promptOption.describe}` })
    .option('neurons', {
      type: 'string',
      demandOption: true,
      describe: 'file of `neurons rank` on clean rows: which neurons, at which prompt token, with which sign',
    })
    .option('task', { type: 'string', describe: 'task whose rows set the baseline', defaultDescription: 'the attacked one' })
    .option('baseline-split', { type: 'string', default: 'train', describe: 'mean activations, the thresholds, come from here' })
    .option('baseline-limit', { type: 'number', describe: 'at most this many rows for the baseline', defaultDescription: 'all' })
    .option('stack', stackOption)
    .option('positive', { type: 'number', default: 1, describe: 'number of the class that firing should tell from the others, as in `neurons rank`' })
    .option('top', { type: 'number', default: 10, describe: 'percentage of each layer that counts as skill neurons' })
    .option('show', { type: 'number', default: 10, describe: 'neurons printed' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the random neurons to compare with' })
    .option('batch-size', batchSizeOption)
    .example('$0 attack neurons runs/films-deepwordbug --model tiny-roberta --prompt runs/films --neurons runs/films/validation.safetensors', '');

export type AttackNeuronsOptions = OptionsOf<typeof build>;

export function addAttackNeuronsCommand({ add }: CommandAdder): void {
  add('neurons <folder>', 'which skill neurons stop firing on successful against failed attacks', build, async (options, environment) =>
    (await import('../actions/attack-neurons.ts')).compareFiring(options, environment),
  );
}
