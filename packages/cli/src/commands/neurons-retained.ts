import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('files', { type: 'string', array: true, demandOption: true, describe: 'files written by `neurons rank`, in pairs: of clean data, then of adversarial data; of one or more models, tasks and seeds' })
    .option('top', { type: 'number', default: 10, describe: 'percentage of the clean skill neurons' })
    .option('scope', { choices: ['layer', 'model'] as const, default: 'layer' as const, describe: 'the best of every layer, or of all layers together' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the permutation test' })
    .example('$0 neurons retained runs/films/validation.safetensors runs/films/adversarial.at-validation.safetensors', 'positions and signs chosen on clean data: not biased upwards')
    .example('$0 neurons retained t5/films/validation.safetensors t5/films/adversarial.safetensors roberta/films/validation.safetensors roberta/films/adversarial.safetensors', '');

export type RetainedOptions = OptionsOf<typeof build>;

export function addRetainedCommand({ add }: CommandAdder): void {
  add('retained <files..>', 'predictivity of clean skill neurons on adversarial data, compared between models', build, async (options, environment) =>
    (await import('../actions/neurons-retained.ts')).compareRetained(options, environment),
  );
}
