import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('sheet', {
      type: 'string',
      demandOption: true,
      describe: 'YAML file (datasets/sheets/README.md), or a bundled sheet: films, sentiment, nli, paraphrase',
    })
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('task', { type: 'string', demandOption: true, describe: 'task name or file' })
    .option('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file, or the word none' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of every draw: of slots, rows and changes' })
    .option('limit', { type: 'number', describe: 'at most this many rows of a split to draw from' })
    .option('batch-size', { type: 'number', default: 64 })
    .option('show', { type: 'number', default: 2, describe: 'failed cases printed per test' })
    .example('$0 attack sheet films --model tiny-roberta --task films --prompt runs/films', '')
    .example('$0 attack sheet mine.yaml --model roberta-base --task sst2 --prompt runs/sst2 --json', '');

export type RunSheetOptions = OptionsOf<typeof build>;

export function addSheetCommand({ add }: CommandAdder): void {
  add('sheet <sheet>', 'failure rates on a sheet of behavioural tests (MFT, INV, DIR)', build, async (options, environment) =>
    (await import('../actions/attack-sheet.ts')).runTestSheet(options, environment),
  );
}
