import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('prompts', { type: 'string', array: true, demandOption: true, describe: 'prompt folders (rows)' })
    .option('tasks', { type: 'string', array: true, demandOption: true, describe: 'target tasks (columns)' })
    .option('split', { type: 'string', default: 'test' })
    .option('batch-size', { type: 'number', default: 64 })
    .option('limit', { type: 'number', describe: 'at most this many rows per task' })
    .example('$0 transfer --model tiny-roberta --prompts runs/films runs/products --tasks films products', '');

export type TransferOptions = OptionsOf<typeof build>;

export function addTransferCommand({ add }: CommandAdder): void {
  add('transfer', 'accuracy of every given prompt on every given task', build, async (options, environment) => (await import('../actions/transfer.ts')).transfer(options, environment));
}
