import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { leaksOption } from './leaks-option.ts';
import { modelOption, taskOption, trainSplitOption, validationSplitOption } from './shared-options.ts';

// The lists stand here again, since --help must not load the library; the types of the action check them.
const build = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('out', { type: 'string', demandOption: true, describe: 'folder for the prompt; an interrupted run there goes on' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the initial prompt and the order of the data' })
    .option('seeds', { type: 'number', array: true, describe: 'a prompt for each of these seeds, in OUT/seed-N', defaultDescription: '--seed alone' })
    .option('side-by-side', { type: 'boolean', default: false, describe: 'tune the prompts of --seeds in one batch: faster for small batches; equal but for rounding' })
    .option('init-seed', { type: 'number', describe: 'seed of the initial prompt alone', defaultDescription: '--seed' })
    .option('data-seed', { type: 'number', describe: 'seed of the order of the data alone', defaultDescription: '--seed' })
    .option('virtual-tokens', { type: 'number', describe: 'rows of the prompt', defaultDescription: '100' })
    .option('steps', { type: 'number', describe: 'optimizer steps', defaultDescription: '2000' })
    .option('batch-size', { type: 'number', describe: 'rows of a step', defaultDescription: '16' })
    .option('accumulate', { type: 'number', default: 1, describe: 'batches behind one step, their gradients averaged' })
    .option('optimizer', { choices: ['adamw', 'adam', 'adafactor'] as const, default: 'adamw' as const, describe: 'what turns gradients into steps' })
    .option('learning-rate', { type: 'number', describe: 'of the optimizer', defaultDescription: '1e-3 for RoBERTa and BERT, 5e-3 for T5; 0.3 with Adafactor' })
    .option('schedule', { choices: ['constant', 'linear', 'cosine'] as const, default: 'constant' as const, describe: 'learning rate over the run' })
    .option('warmup-steps', { type: 'number', default: 0, describe: 'steps over which the rate rises' })
    .option('weight-decay', { type: 'number', default: 0, describe: 'decoupled with adamw and adafactor, part of the gradient with adam' })
    .option('dropout', { type: 'number', default: 0, describe: "share of the frozen model's units dropped while training; 0.1 in the paper's code" })
    .option('clip-norm', { type: 'number', describe: 'longest gradient', defaultDescription: 'any' })
    .option('init', {
      choices: ['random', 'uniform', 'vocabulary', 'text', 'label-words', 'prompts'] as const,
      default: 'random' as const,
      describe: 'how the prompt starts: normal or uniform numbers, drawn words, a text, the label words, other prompts',
    })
    .option('init-scale', { type: 'number', describe: 'standard deviation for --init random', defaultDescription: '0.02 for RoBERTa and BERT, 1 for T5' })
    .option('init-first', { type: 'number', describe: 'draw words among the first ids of the vocabulary', defaultDescription: 'all' })
    .option('init-text', { type: 'string', describe: 'words to start from, repeated to fill the prompt', defaultDescription: 'none' })
    .option('init-prompts', { type: 'string', array: true, describe: 'a prompt to start from, or several for their average', defaultDescription: 'none' })
    .option('evaluate-every', { type: 'number', describe: 'steps between validations and checkpoints', defaultDescription: '100' })
    .option('select-by', { choices: ['accuracy', 'loss', 'balanced-accuracy', 'macro-f1'] as const, default: 'accuracy' as const, describe: 'metric that chooses the kept step' })
    .option('carve-out', { type: 'number', describe: 'share of the training rows to choose the step by, in place of the validation split', defaultDescription: 'none' })
    .option('patience', { type: 'number', describe: 'stop after so many validations without a gain', defaultDescription: 'never' })
    .option('minimum-gain', { type: 'number', default: 0, describe: 'what counts as a gain for --patience is larger' })
    .option('train-split', trainSplitOption)
    .option('validation-split', validationSplitOption)
    .option('augment', { type: 'string', array: true, default: [] as string[], describe: 'folders of `attack run --split train`: their successful texts are trained on too' })
    .option('defence', { choices: ['none', 'freelb'] as const, default: 'none' as const, describe: 'freelb trains on perturbed word embeddings (Zhu et al. 2020)' })
    .option('freelb-steps', { type: 'number', describe: 'passes per batch', defaultDescription: '3' })
    .option('freelb-radius', { type: 'number', describe: "largest norm of a text's perturbation, in typical word embeddings", defaultDescription: "0.5" })
    .option('freelb-step-size', { type: 'number', describe: 'length of one ascent step, in the same unit', defaultDescription: '0.2' })
    .option('limit', { type: 'number', describe: 'at most this many training rows', defaultDescription: 'all' })
    .option('validation-limit', { type: 'number', describe: 'at most this many validation rows', defaultDescription: 'all' })
    .option('tensorboard', { type: 'boolean', default: true, describe: 'write event files to OUT/tensorboard beside OUT/metrics.jsonl' })
    .option('leaks', leaksOption)
    .example('$0 tune --model tiny-roberta --task films --out runs/films --virtual-tokens 12 --steps 100', 'a bundled model and task')
    .example('$0 tune --model t5-base --task sst2 --out runs/sst2 --optimizer adafactor --init label-words --carve-out 0.1 --patience 5', 'as Lester et al. (2021)')
    .example('$0 tune --model tiny-roberta --task films --out runs/films-freelb --defence freelb --augment runs/films-train-deepwordbug', 'against attacks');

export type TuneOptions = OptionsOf<typeof build>;

export function addTuneCommand({ add }: CommandAdder): void {
  add('tune', 'tune a soft prompt for a task on a frozen model', build, async (options, environment) => (await import('../actions/tune.ts')).tune(options, environment));
}
