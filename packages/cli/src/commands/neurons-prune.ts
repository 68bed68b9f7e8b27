import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { batchSizeOption, modelOption, promptOption, taskOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', promptOption)
    .option('neurons', { type: 'string', demandOption: true, describe: 'file written by `neurons rank`' })
    .option('decoder-neurons', { type: 'string', describe: "that of T5's decoder, which else stays whole", defaultDescription: 'none' })
    .option('keep', { type: 'number', demandOption: true, describe: 'percentage of the neurons that stays, the most predictive' })
    .option('scope', { choices: ['layer', 'model'] as const, default: 'layer' as const, describe: 'of every layer alike, or of the whole model: layers of unequal widths' })
    .option('whole-layers', { type: 'number', default: 0, describe: 'layers from the first that stay as they are: 3 of 12 in Wang et al. (2022), with --keep 2' })
    .option('removed', { choices: ['mean', 'zero'] as const, default: 'mean' as const, describe: "what the other neurons are fixed at; their mean goes into the layer's bias, which transformers' T5 has not" })
    .option('positions', { choices: ['all', 'prompt', 'text'] as const, default: 'all' as const, describe: 'positions that the mean is taken over' })
    .option('baseline-split', { type: 'string', default: 'train', describe: 'the mean comes from here' })
    .option('baseline-limit', { type: 'number', describe: 'at most this many rows for the mean', defaultDescription: 'all' })
    .option('split', { type: 'string', default: 'test', describe: 'accuracy and speed are measured here' })
    .option('random', { type: 'number', default: 3, describe: 'random controls: as many neurons of every layer, drawn' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the random controls' })
    .option('rounds', { type: 'number', default: 3, describe: 'times that speed is measured' })
    .option('limit', { type: 'number', describe: 'at most this many rows of the split', defaultDescription: 'all' })
    .option('batch-size', batchSizeOption)
    .option('out', { type: 'string', demandOption: true, describe: 'folder of the smaller model' })
    .example('$0 neurons prune --model tiny-roberta --task films --prompt runs/films --neurons runs/films/validation.safetensors --keep 30 --out runs/pruned', '')
    .example('$0 evaluate --model runs/pruned --task films --prompt runs/films', 'the smaller model is a model like any other')
    .example('$0 tune --model runs/pruned --task films --init prompts --init-prompts runs/films --out runs/again', 'and its prompt can be tuned further');

export type PruneNeuronsOptions = OptionsOf<typeof build>;

export function addPruneCommand({ add }: CommandAdder): void {
  add('prune', 'a smaller model of the most predictive neurons alone, its accuracy and speed', build, async (options, environment) => (await import('../actions/neurons-prune.ts')).pruneNeurons(options, environment));
}
