import type { Argv } from 'yargs';
import { leaksOption } from './leaks-option.ts';

/** Options of every command that measures neurons. */
export const neuronInputs = <T>(yargs: Argv<T>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' })
    .option('task', { type: 'string', demandOption: true })
    .option('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file' })
    .option('baseline-split', { type: 'string', default: 'train', describe: 'mean activations, the thresholds, come from here' })
    .option('stack', { choices: ['encoder', 'decoder'] as const, default: 'encoder' as const })
    .option('mask-position', { type: 'boolean', default: true, describe: 'count the mask position of masked LMs' })
    .option('metric', { choices: ['accuracy', 'balanced-accuracy'] as const, default: 'accuracy' as const, describe: "accuracy is the paper's; balanced, a constant neuron scores 0.5" })
    .option('positive', { type: 'number', default: 1, describe: 'number of the class that firing should tell from the others' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of halves, shuffles and draws' })
    .option('baseline-limit', { type: 'number', describe: 'at most this many rows for the baseline' })
    .option('limit', { type: 'number', describe: 'at most this many rows per split' })
    .option('batch-size', { type: 'number', default: 64 })
    .option('leaks', leaksOption);
