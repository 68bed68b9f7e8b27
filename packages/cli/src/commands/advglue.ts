import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { leaksOption } from './leaks-option.ts';
import { batchSizeOption, modelOption } from './shared-options.ts';

const buildRun = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('prompts', { type: 'string', array: true, demandOption: true, describe: 'prompt folders, each for the task it was tuned on; PART=FOLDER says another part (sst2, qqp, mnli, mnli-mm, qnli, rte); none for all parts without a prompt' })
    .option('hub', { type: 'boolean', default: false, describe: 'data sets from the hub instead of files in --data-dir (without attacks and originals)' })
    .option('clean', { type: 'boolean', default: true, describe: 'evaluate the clean test splits too; --no-clean leaves them out' })
    .option('clean-limit', { type: 'number', describe: 'at most this many clean rows per task', defaultDescription: 'all' })
    .option('batch-size', batchSizeOption)
    .option('leaks', leaksOption)
    .option('out', { type: 'string', describe: 'folder for predictions.json (official form) and report.json', defaultDescription: 'nothing is written' })
    .example('$0 advglue run --model roberta-base --prompts runs/sst2 runs/qqp runs/mnli runs/qnli runs/rte --data-dir data --out runs/advglue', 'all six parts: the prompt of MNLI serves both')
    .example('$0 advglue run --model roberta-base --prompts sst2=runs/imdb --data-dir data', 'a prompt of another task');

const buildScore = (yargs: Argv<object>) =>
  yargs
    .positional('predictions', { type: 'string', demandOption: true, describe: 'JSON file in the official form' })
    .option('hub', { type: 'boolean', default: false, describe: 'labels from the hub instead of --data-dir' })
    .example('$0 advglue score runs/advglue/predictions.json --data-dir data', '');

export type RunAdvGlueOptions = OptionsOf<typeof buildRun>;
export type ScoreAdvGlueOptions = OptionsOf<typeof buildScore>;

export function addAdvGlueCommands({ group }: CommandAdder): void {
  group('advglue', 'the adversarial GLUE benchmark by its protocol', (advglue) => {
    advglue.add('run', 'answer the development set with one prompt per task', buildRun, async (options, environment) => (await import('../actions/advglue-run.ts')).runAdvGlue(options, environment));
    advglue.add('score <predictions>', 'score a file of predictions, whoever made it', buildScore, async (options, environment) => (await import('../actions/advglue-score.ts')).scoreAdvGlue(options, environment));
  });
}
