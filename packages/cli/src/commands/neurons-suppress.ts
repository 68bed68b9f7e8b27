import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { batchSizeOption, limitOption, modelOption, stackOption, taskOption } from './shared-options.ts';

const controlKinds = ['random', 'matched', 'least'] as const;

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', { type: 'string', array: true, demandOption: true, describe: 'prompt folders or files; several, such as seeds of one task, give bands over them' })
    .option('neurons', {
      type: 'string', array: true,
      describe: 'files written by `neurons rank`: those of one split are averaged, as over seeds, those of another split are another ranking; without it the neurons are found here', defaultDescription: 'none',
    })
    .option('find', {
      type: 'string', array: true, default: ['validation'],
      describe: 'without --neurons: find them on these splits, a ranking each; of a split that is measured too one half of the rows finds, the other is measured',
    })
    .option('aggregate', { choices: ['max', 'mean', 'held-out'] as const, default: 'max' as const, describe: "with --find, over prompt positions: max is the paper's" })
    .option('mask-position', { type: 'boolean', default: true, describe: 'with --find: count the mask position of masked LMs' })
    .option('split', { type: 'string', array: true, default: ['test'], describe: 'accuracy is measured here' })
    .option('percent', { type: 'number', array: true, default: [0, 1, 3, 5, 7, 9, 11, 13, 15], describe: 'percentages of each layer, or of the model' })
    .option('rank-by', { choices: ['layer', 'model'] as const, default: 'layer' as const, describe: 'take the best of every layer, or of all layers together' })
    .option('replace', { choices: ['zero', 'mean', 'gaussian'] as const, default: 'zero' as const, describe: 'what they give instead: zero, their mean activation, or noise of their mean and spread' })
    .option('noise-scale', { type: 'number', default: 1, describe: 'with gaussian: this many of their standard deviations' })
    .option('positions', { choices: ['all', 'prompt', 'text', 'mask'] as const, default: 'all' as const, describe: 'where; mask is the scored position' })
    .option('controls', {
      choices: controlKinds, array: true, default: ['random'],
      coerce: (kinds: string[]) => kinds.flatMap((kind) => kind.split(',')) as (typeof controlKinds)[number][],
      describe: 'as many other neurons of each layer: random, matched by how active they are, least predictive',
    })
    .option('draws', { alias: 'random', type: 'number', default: 3, describe: 'draws of random and matched controls' })
    .option('alone', {
      type: 'string', array: true,
      describe: 'instead of shares: each of these neurons suppressed alone, as LAYER.NEURON counted from 0; a whole number takes so many of the best by the rankings',
      defaultDescription: 'none',
    })
    .option('per-layer', { type: 'number', describe: 'one layer at a time too, at this percentage', defaultDescription: 'not' })
    .option('other-task', {
      type: 'string', array: true, default: [] as string[],
      describe: 'these tasks too, on the first split at the largest percentage, with the neurons of --task: NAME=PROMPT, several prompts with commas; NAME alone takes --prompt',
    })
    .option('stack', stackOption)
    .option('seed', { type: 'number', default: 1, describe: 'seed of draws, noise and halves' })
    .option('baseline-split', { type: 'string', default: 'train', describe: 'mean activations and spreads come from here' })
    .option('baseline-limit', { type: 'number', describe: 'at most this many rows for them', defaultDescription: 'all' })
    .option('limit', limitOption)
    .option('batch-size', batchSizeOption)
    .example('$0 neurons suppress --model tiny-roberta --task films --prompt runs/films --neurons runs/films/validation.safetensors', '')
    .example('$0 neurons suppress --model tiny-t5 --task films --prompt runs/films-1 runs/films-2 --find validation adversarial --split test adversarial', 'clean and adversarial rows, each with the neurons found on either')
    .example('$0 neurons suppress --model tiny-roberta --task films --prompt runs/films --controls random,matched,least --replace mean --positions prompt', '')
    .example('$0 neurons suppress --model tiny-roberta --task films --prompt runs/films --percent 10 --per-layer 10 --other-task products=runs/products', '')
    .example('$0 neurons suppress --model tiny-roberta --task films --prompt runs/films --alone 3.472 3.93', 'two neurons, one at a time: answers lost and gained, change of the margin');

export type SuppressNeuronsOptions = OptionsOf<typeof build>;

export function addSuppressCommand({ add }: CommandAdder): void {
  add('suppress', 'accuracy with the top neurons of a ranking suppressed, against random, matched or the least predictive neurons', build, async (options, environment) =>
    (await import('../actions/neurons-suppress.ts')).suppressNeurons(options, environment),
  );
}
