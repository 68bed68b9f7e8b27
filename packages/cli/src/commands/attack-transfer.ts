import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { batchSizeOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('folders', { type: 'string', array: true, demandOption: true, describe: 'what `attack run` and `attack trigger` wrote' })
    .option('models', { type: 'string', array: true, demandOption: true, describe: 'models to try the texts on; one for all prompts, or one per prompt' })
    .option('prompts', { type: 'string', array: true, default: ['none'], describe: 'their prompts, or the word none' })
    .option('out', { type: 'string', describe: 'JSON file for the matrix', defaultDescription: 'nothing is written' })
    .option('batch-size', batchSizeOption)
    .example('$0 attack transfer runs/films-deepwordbug runs/films-random-typos --models tiny-roberta --prompts runs/films runs/films-seed2', 'do the texts made against one seed turn another?')
    .example('$0 attack transfer runs/films-deepwordbug --models tiny-roberta tiny-t5 --prompts runs/films runs/films-t5', 'and another model?');

export type AttackTransferOptions = OptionsOf<typeof build>;

export function addAttackTransferCommand({ add }: CommandAdder): void {
  add('transfer <folders..>', 'the texts of several attacks against several prompts and models', build, async (options, environment) => (await import('../actions/attack-transfer.ts')).transferAttacks(options, environment));
}
