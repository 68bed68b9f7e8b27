import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('task', { type: 'string', demandOption: true })
    .option('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file' })
    .option('out', { type: 'string', demandOption: true, describe: 'folder for <split>.safetensors' })
    .option('baseline-split', { type: 'string', default: 'train', describe: 'mean activations come from here' })
    .option('split', { type: 'string', array: true, default: ['validation'], describe: 'predictivity is measured here; several give several files' })
    .option('stack', { choices: ['encoder', 'decoder'] as const, default: 'encoder' as const })
    .option('mask-position', { type: 'boolean', default: true, describe: 'count the mask position of masked LMs' })
    .option('baseline-limit', { type: 'number', describe: 'at most this many rows for the baseline' })
    .option('limit', { type: 'number', describe: 'at most this many rows per split' })
    .option('batch-size', { type: 'number', default: 64 })
    .example('$0 neurons rank --model tiny-roberta --task films --prompt runs/films --split validation adversarial --out runs/films', '');

export type RankNeuronsOptions = OptionsOf<typeof build>;

export function addRankCommand({ add }: CommandAdder): void {
  add('rank', 'predictivity of every FFN neuron on the prompt tokens, best first', build, async (options, environment) => (await import('../actions/neurons-rank.ts')).rankNeurons(options, environment));
}
