import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('files', { type: 'string', array: true, demandOption: true, describe: 'files written by `neurons rank`: of several tasks, or of several seeds of one' })
    .option('scope', { choices: ['layer', 'model'] as const, default: 'layer' as const, describe: "mean of the layers' correlations (the paper's), or one over all neurons" })
    .option('neurons', { choices: ['all', 'union', 'intersection'] as const, default: 'all' as const, describe: 'all, or those in the top set of either or of both' })
    .option('top', { type: 'number', default: 10, describe: 'percentage of the top sets' })
    .option('bootstrap', { type: 'number', default: 200, describe: 'draws of the neurons for intervals; 0 for none' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the draws' })
    .example('$0 neurons specificity runs/films/validation.safetensors runs/letters/validation.safetensors', '')
    .example('$0 neurons specificity runs/*/validation.safetensors --neurons union --top 5', '');

export type SpecificityOptions = OptionsOf<typeof build>;

export function addSpecificityCommand({ add }: CommandAdder): void {
  add('specificity <files..>', 'Spearman correlation of the rankings of several tasks or seeds', build, async (options, environment) =>
    (await import('../actions/neurons-specificity.ts')).compareTasks(options, environment),
  );
}
