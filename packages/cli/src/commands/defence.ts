import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { modelOption, taskOption } from './shared-options.ts';

const buildCompare = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('out', {
      type: 'string',
      demandOption: true,
      describe: 'folder for prompts, attacks and comparison.json; an interrupted comparison there goes on',
    })
    .option('defences', {
      choices: ['augmented', 'freelb', 'both'] as const,
      array: true,
      default: ['augmented', 'freelb'] as ('augmented' | 'freelb' | 'both')[],
      describe: 'compared with plain tuning',
    })
    .option('seeds', {
      type: 'number',
      array: true,
      default: [1],
      describe: 'seeds of initial prompt and order of the data; every defence has all of them',
    })
    .option('recipe', {
      type: 'string',
      default: 'deepwordbug',
      describe: 'attack of `attack list`: on training rows to augment with, and on test rows',
    })
    .option('train-attack-limit', { type: 'number', default: 300, describe: 'training rows attacked to augment with' })
    .option('attack-limit', { type: 'number', default: 100, describe: 'test rows attacked' })
    .option('query-budget', { type: 'number', describe: 'texts asked about per attacked example', defaultDescription: 'no end' })
    .option('virtual-tokens', { type: 'number', describe: 'rows of the prompt', defaultDescription: '100' })
    .option('steps', { type: 'number', describe: 'optimizer steps', defaultDescription: '2000' })
    .option('batch-size', { type: 'number', describe: 'rows of a step', defaultDescription: '16' })
    .option('learning-rate', { type: 'number', describe: 'of the optimizer', defaultDescription: '1e-3 for RoBERTa and BERT, 5e-3 for T5' })
    .option('evaluate-every', { type: 'number', describe: 'steps between validations and checkpoints', defaultDescription: '100' })
    .option('freelb-steps', { type: 'number', describe: 'as in `tune`', defaultDescription: '3' })
    .option('freelb-radius', { type: 'number', describe: 'as in `tune`', defaultDescription: '0.5' })
    .option('freelb-step-size', { type: 'number', describe: 'as in `tune`', defaultDescription: '0.2' })
    .option('limit', { type: 'number', describe: 'at most this many training rows', defaultDescription: 'all' })
    .option('test-limit', { type: 'number', describe: 'at most this many rows of every other split', defaultDescription: 'all' })
    .option('top', { type: 'number', default: 10, describe: 'percentage of each layer that counts as skill neurons' })
    .example(
      '$0 defence compare --model tiny-roberta --task films --out runs/defence --seeds 1 2 3 --virtual-tokens 12 --steps 100 --batch-size 32 --learning-rate 0.02',
      '',
    );

export type CompareDefencesOptions = OptionsOf<typeof buildCompare>;

export function addDefenceCommands({ group }: CommandAdder): void {
  group('defence', 'prompts tuned to withstand attacks', (defence) => {
    defence.add(
      'compare',
      'plain, augmented and FreeLB tuning: accuracy clean, adversarial and under attack, and what their skill neurons keep',
      buildCompare,
      async (options, environment) => (await import('../actions/defence-compare.ts')).compareDefences(options, environment),
    );
  });
}
