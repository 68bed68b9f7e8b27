import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { neuronInputs } from './neuron-options.ts';

const build = (yargs: Argv<object>) =>
  neuronInputs(yargs)
    .option('out', { type: 'string', demandOption: true, describe: 'folder for <split>.safetensors' })
    .option('split', {
      type: 'string', array: true, default: ['validation'],
      describe: 'predictivity is measured here; several give a file each, and the later ones <split>.at-<first>.safetensors, with positions and signs as chosen on the first',
    })
    .option('positions', {
      choices: ['max', 'mean', 'held-out'] as const, default: 'max' as const,
      describe: "over prompt positions; max is the paper's, held-out chooses the position on one half and measures on the other",
    })
    .option('subtasks', {
      choices: ['none', 'one-vs-rest', 'pairs', 'wang'] as const, default: 'none' as const,
      describe: 'for three and more classes: a file for each two-class question too',
    })
    .option('auroc', { type: 'boolean', default: false, describe: 'AUROC of the activation at the chosen position too: another pass' })
    .option('auroc-rows', { type: 'number', default: 1000, describe: 'at most this many rows for it' })
    .option('activations', { type: 'boolean', default: false, describe: 'raw activations of small studies too, for tooling/oracle: another pass' })
    .option('top', { type: 'number', default: 10, describe: 'percentage of each layer whose predictivity is checked on other rows than chose it' })
    .example('$0 neurons rank --model tiny-roberta --task films --prompt runs/films --split validation adversarial --out runs/films', '')
    .example('$0 neurons rank --model tiny-t5 --task films --prompt runs/films --out runs/films --metric balanced-accuracy --auroc', 'not moved by the size of classes');

export type RankNeuronsOptions = OptionsOf<typeof build>;

export function addRankCommand({ add }: CommandAdder): void {
  add('rank', 'predictivity of every FFN neuron on the prompt tokens, best first', build, async (options, environment) => (await import('../actions/neurons-rank.ts')).rankNeurons(options, environment));
}
