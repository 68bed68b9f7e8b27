import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { leaksOption } from './leaks-option.ts';
import { batchSizeOption, limitOption, modelOption, promptOrNoneOption, taskOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', promptOrNoneOption)
    .option('split', { type: 'string', array: true, default: ['test'], describe: 'one or more splits of the task; attack success is told where the rows before the attack are among them' })
    .option('batch-size', batchSizeOption)
    .option('limit', limitOption)
    .option('leaks', leaksOption)
    .example('$0 evaluate --model tiny-roberta --task films --prompt runs/films --split test adversarial', '');

export type EvaluateSplitsOptions = OptionsOf<typeof build>;

export function addEvaluateCommand({ add }: CommandAdder): void {
  add('evaluate', 'accuracy of a prompt on a split, clean or adversarial', build, async (options, environment) => (await import('../actions/evaluate.ts')).evaluateSplits(options, environment));
}
