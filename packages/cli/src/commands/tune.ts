import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('task', { type: 'string', demandOption: true, describe: 'task name or file' })
    .option('out', { type: 'string', demandOption: true, describe: 'folder for the prompt; an interrupted run there goes on' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the initial prompt and the order of the data' })
    .option('virtual-tokens', { type: 'number', describe: 'rows of the prompt (default 100)' })
    .option('steps', { type: 'number', describe: 'optimizer steps (default 2000)' })
    .option('batch-size', { type: 'number', describe: 'default 16' })
    .option('learning-rate', { type: 'number', describe: 'default 1e-3 for RoBERTa and BERT, 5e-3 for T5' })
    .option('schedule', { choices: ['constant', 'linear'] as const, default: 'constant' as const, describe: 'learning rate over the run' })
    .option('warmup-steps', { type: 'number', default: 0 })
    .option('weight-decay', { type: 'number', default: 0 })
    .option('init', { choices: ['random', 'vocabulary'] as const, default: 'random' as const, describe: 'how the prompt starts' })
    .option('evaluate-every', { type: 'number', describe: 'steps between validations and checkpoints (default 100)' })
    .option('train-split', { type: 'string', default: 'train' })
    .option('validation-split', { type: 'string', default: 'validation', describe: 'chooses the kept step' })
    .option('limit', { type: 'number', describe: 'at most this many training rows' })
    .option('validation-limit', { type: 'number', describe: 'at most this many validation rows' })
    .example('$0 tune --model tiny-roberta --task films --out runs/films --virtual-tokens 12 --steps 100', 'a bundled model and task');

export type TuneOptions = OptionsOf<typeof build>;

export function addTuneCommand({ add }: CommandAdder): void {
  add('tune', 'tune a soft prompt for a task on a frozen model', build, async (options, environment) => (await import('../actions/tune.ts')).tune(options, environment));
}
