import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { leaksOption } from './leaks-option.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('task', { type: 'string', demandOption: true, describe: 'task name or file' })
    .option('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file, also of PEFT, torch or numpy, owner/name[@revision] on the hub, or the word none' })
    .option('split', { type: 'string', array: true, default: ['test'], describe: 'one or more splits of the task' })
    .option('batch-size', { type: 'number', default: 64 })
    .option('limit', { type: 'number', describe: 'at most this many rows per split' })
    .option('leaks', leaksOption)
    .example('$0 evaluate --model tiny-roberta --task films --prompt runs/films --split test adversarial', '');

export type EvaluateSplitsOptions = OptionsOf<typeof build>;

export function addEvaluateCommand({ add }: CommandAdder): void {
  add('evaluate', 'accuracy of a prompt on a split, clean or adversarial', build, async (options, environment) => (await import('../actions/evaluate.ts')).evaluateSplits(options, environment));
}
