import type { BackendName } from '@skill-neurons/runtime';
import type { Argv } from 'yargs';
import type { GlobalOptions } from './command.ts';

/** Listed here so that --help need not load the runtime. */
const backendChoices = ['auto', 'tensorflow', 'onnxruntime', 'wasm', 'cpu'] as const satisfies readonly (BackendName | 'auto')[];
const weightChoices = ['fp32', 'fp16'] as const satisfies readonly GlobalOptions['weights'][];

/** Heading of the options that every command has: they stand behind its own. */
export const everywhere = 'Everywhere:';

export function addGlobalOptions(cli: Argv): void {
  cli
    .option('json', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'results as JSON on stdout, everything else on stderr' })
    .option('backend', { choices: backendChoices, default: 'auto', global: true, group: everywhere, describe: 'auto takes the first that works' })
    .option('threads', { type: 'number', global: true, group: everywhere, describe: 'threads per process', defaultDescription: 'one per core' })
    .option('device', { type: 'string', global: true, group: everywhere, describe: 'where onnxruntime runs: cuda, webgpu, coreml, dml, see doctor', defaultDescription: 'cpu' })
    .option('weights', { choices: weightChoices, default: 'fp32', global: true, group: everywhere, describe: 'how models are kept: fp16 takes half the memory, rounded' })
    .option('include-path', { type: 'string', array: true, default: [] as string[], global: true, group: everywhere, describe: 'folders with task files of your own' })
    .option('data-dir', { type: 'string', global: true, group: everywhere, describe: 'folder with the data files of the bundled tasks', defaultDescription: 'SKILL_NEURONS_DATA' })
    .option('cache', { type: 'boolean', default: true, global: true, group: everywhere, describe: 'keep tokenized data in the cache folder; --no-cache reads and tokenizes anew' })
    .option('color', { type: 'boolean', global: true, group: everywhere, describe: 'colours; --no-color for none, as NO_COLOR; FORCE_COLOR for some in a file too', defaultDescription: 'in a terminal' })
    .option('quiet', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'no progress and no notes, only results, warnings and errors' })
    .option('verbose', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'what is done: backend, models, splits and whether they came from the cache, files, times' })
    .option('debug', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'stack traces of errors' });
}
