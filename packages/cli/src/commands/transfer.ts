import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { leaksOption } from './leaks-option.ts';
import { addProjectCommand } from './transfer-project.ts';
import { batchSizeOption, limitOption, modelOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('prompts', { type: 'string', array: true, demandOption: true, describe: 'prompts (rows); several of one task, e.g. seeds, make one row of means' })
    .option('tasks', { type: 'string', array: true, demandOption: true, describe: 'target tasks (columns)' })
    .option('split', { type: 'string', default: 'test', describe: 'of every target; its adversarial splits are named by the tasks' })
    .option('adversarial', { type: 'boolean', default: true, describe: "the tasks' adversarial splits are targets too" })
    .option('random-prompts', { type: 'number', default: 1, describe: 'untrained prompts to set beside' })
    .option('random-kind', { choices: ['random', 'uniform'] as const, default: 'random' as const, describe: 'their numbers: normal, as tuned ones start, or in [0, 1) as in Su et al.' })
    .option('without-prompt', { type: 'boolean', default: true, describe: 'the model without a prompt as a row' })
    .option('batch-size', batchSizeOption)
    .option('limit', limitOption)
    .option('leaks', leaksOption)
    .example('$0 transfer --model tiny-roberta --prompts runs/films runs/products --tasks films products', 'all prompts on all tasks');

export type TransferOptions = OptionsOf<typeof build>;

/** `transfer` between tasks, and `project` between models. */
export function addTransferCommand(adder: CommandAdder): void {
  adder.add('transfer', 'accuracy of every given prompt on every given task', build, async (options, environment) => (await import('../actions/transfer.ts')).transfer(options, environment));
  addProjectCommand(adder);
}
