import type { Argv } from 'yargs';
import { leaksOption } from './leaks-option.ts';
import { batchSizeOption, limitOption, modelOption, promptOption, stackOption, taskOption } from './shared-options.ts';

/** Options of every command that measures neurons. */
export const neuronInputs = <T>(yargs: Argv<T>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', promptOption)
    .option('baseline-split', { type: 'string', default: 'train', describe: 'mean activations, the thresholds, come from here' })
    .option('stack', stackOption)
    .option('mask-position', { type: 'boolean', default: true, describe: 'count the mask position of masked LMs' })
    .option('metric', { choices: ['accuracy', 'balanced-accuracy'] as const, default: 'accuracy' as const, describe: "accuracy is the paper's; balanced, a constant neuron scores 0.5" })
    .option('positive', { type: 'number', default: 1, describe: 'number of the class that firing should tell from the others' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of halves, shuffles and draws' })
    .option('baseline-limit', { type: 'number', describe: 'at most this many rows for the baseline', defaultDescription: 'all' })
    .option('limit', limitOption)
    .option('batch-size', batchSizeOption)
    .option('leaks', leaksOption);
