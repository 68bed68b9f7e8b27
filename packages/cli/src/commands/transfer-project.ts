import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { limitOption, trainSplitOption, validationSplitOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', { type: 'string', demandOption: true, describe: 'target model: folder, bundled name or owner/name[@revision] on the hub' })
    .option('out', { type: 'string', demandOption: true, describe: 'folder for projector.safetensors and the projected prompts' })
    .option('prompts', { type: 'string', array: true, describe: 'prompts of the source model to train on', defaultDescription: 'none' })
    .option('tasks', { type: 'string', array: true, describe: 'their tasks, in the same order', defaultDescription: 'none' })
    .option('projector', { type: 'string', describe: 'a trained projector, in place of --prompts and --tasks', defaultDescription: 'one is trained' })
    .option('apply', { type: 'string', array: true, default: [] as string[], describe: 'more prompts of the source model to bring over' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of the first weights and the order of the data' })
    .option('virtual-tokens', { type: 'number', default: 100, describe: 'rows of the projected prompts' })
    .option('bottleneck', { type: 'number', default: 768, describe: 'width between the two layers' })
    .option('steps', { type: 'number', default: 2000, describe: 'optimizer steps, each on a batch of the next task' })
    .option('batch-size', { type: 'number', default: 16, describe: 'rows of a step' })
    .option('learning-rate', { type: 'number', default: 1e-3, describe: 'of the optimizer' })
    .option('evaluate-every', { type: 'number', default: 100, describe: 'steps between validations' })
    .option('train-split', trainSplitOption)
    .option('validation-split', validationSplitOption)
    .option('limit', limitOption)
    .example('$0 project --model tiny-t5 --prompts runs/films --tasks films --apply runs/products --out runs/to-t5', 'train on one task, bring another over');

export type ProjectOptions = OptionsOf<typeof build>;

export function addProjectCommand({ add }: CommandAdder): void {
  add('project', "bring another model's prompts to a model by a trained projector", build, async (options, environment) => (await import('../actions/transfer-project.ts')).projectPrompts(options, environment));
}
