import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { neuronInputs } from './neuron-options.ts';

const build = (yargs: Argv<object>) =>
  neuronInputs(yargs)
    .option('split', { type: 'string', default: 'validation', describe: 'predictivity is measured here' })
    .option('positions', { choices: ['max', 'mean'] as const, default: 'max' as const, describe: 'over prompt positions' })
    .option('permutations', { type: 'number', default: 100, describe: 'shuffles of the labels' })
    .option('pool', { choices: ['neuron', 'layer', 'model'] as const, default: 'layer' as const, describe: 'whose shuffled values a neuron is compared with' })
    .option('fdr', { type: 'number', default: 0.05, describe: 'false discovery rate (Benjamini-Hochberg)' })
    .option('memory', { type: 'number', default: 1024, describe: 'MiB for the counts of the shuffles; more need fewer passes' })
    .option('out', { type: 'string', describe: 'file for the p-values of all neurons (safetensors)', defaultDescription: 'nothing is written' })
    .example('$0 neurons null --model tiny-roberta --task films --prompt runs/films --permutations 200', '')
    .example('$0 neurons null --model tiny-t5 --task films --prompt runs/films --metric balanced-accuracy --split adversarial', 'for unequal classes');

export type NullNeuronsOptions = OptionsOf<typeof build>;

export function addNullCommand({ add }: CommandAdder): void {
  add('null', 'which neurons predict more than with shuffled labels', build, async (options, environment) => (await import('../actions/neurons-null.ts')).testNeurons(options, environment));
}
