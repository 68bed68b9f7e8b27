import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { batchSizeOption, modelOption, promptOrNoneOption, taskOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('sheet', {
      type: 'string',
      demandOption: true,
      describe: 'YAML file (datasets/sheets/README.md), or a bundled sheet: films, sentiment, nli, paraphrase',
    })
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', promptOrNoneOption)
    .option('seed', { type: 'number', default: 1, describe: 'seed of every draw: of slots, rows and changes' })
    .option('limit', { type: 'number', describe: 'at most this many rows of a split to draw from', defaultDescription: 'all' })
    .option('batch-size', batchSizeOption)
    .option('show', { type: 'number', default: 2, describe: 'failed cases printed per test' })
    .example('$0 attack sheet films --model tiny-roberta --task films --prompt runs/films', '')
    .example('$0 attack sheet mine.yaml --model roberta-base --task sst2 --prompt runs/sst2 --json', '');

export type RunSheetOptions = OptionsOf<typeof build>;

export function addSheetCommand({ add }: CommandAdder): void {
  add('sheet <sheet>', 'failure rates on a sheet of behavioural tests (MFT, INV, DIR)', build, async (options, environment) =>
    (await import('../actions/attack-sheet.ts')).runTestSheet(options, environment),
  );
}
