import type { Argv } from 'yargs';
import { architectures } from '@skill-neurons/runtime/architectures';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { addPullCommand } from './prompts-pull.ts';
import { addPushCommand } from './prompts-push.ts';
import { promptOption } from './shared-options.ts';

const buildImport = (yargs: Argv<object>) =>
  yargs
    .positional('sources', { type: 'string', array: true, demandOption: true, describe: 'files of torch, safetensors or numpy, or PEFT folders' })
    .option('out', { type: 'string', demandOption: true, describe: 'folder of the prompt; several sources each get one within' })
    .option('task', { type: 'string', describe: 'task it was tuned on, where its name does not tell', defaultDescription: 'as its name or file tells' })
    .option('seed', { type: 'number', describe: 'seed of its tuning, where its name does not tell', defaultDescription: 'as its name or file tells' })
    .option('architecture', { choices: architectures, describe: 'of the model it was tuned on, where its name does not tell', defaultDescription: 'as its name or file tells' })
    .option('layout', { choices: ['paper', 'peft'] as const, describe: 'paper: row 0 of a masked LM gives way to the mask', defaultDescription: 'as its name or file tells' })
    .option('tensor', { type: 'string', describe: 'name of the tensor, where a file holds several tables', defaultDescription: 'the only one' })
    .example('$0 prompts import continuous_prompts/seed_33/SST2PromptT5 --out prompts/sst2', 'a released prompt')
    .example('$0 prompts import continuous_prompts/seed_33/* --out prompts', 'all of a seed');

const buildExport = (yargs: Argv<object>) =>
  yargs
    .positional('prompt', promptOption)
    .option('format', { choices: ['peft', 'safetensors', 'npy', 'torch'] as const, demandOption: true, describe: 'of the file or folder to write' })
    .option('out', { type: 'string', demandOption: true, describe: 'file to write; for peft the folder' })
    .option('model', { type: 'string', describe: 'for peft: the model of a RoBERTa or BERT prompt, whose embeddings its rows are rewritten with', defaultDescription: 'none' })
    .option('base-model', { type: 'string', describe: "name of the model for PEFT's configuration", defaultDescription: "--model" })
    .example('$0 prompts export runs/films --format peft --model tiny-roberta --out films-peft', 'PEFT then computes what evaluate does')
    .example('$0 prompts export runs/films --format torch --out films.pt', 'for torch.load(path, weights_only=True)');

const buildSimilarity = (yargs: Argv<object>) =>
  yargs
    .positional('prompts', { type: 'string', array: true, demandOption: true, describe: 'two or more prompts of one model, in any format' })
    .option('include-row-zero', { type: 'boolean', default: false, describe: "count row 0 of masked LMs' prompts, which the mask's embedding replaces" })
    .option('model', { type: 'string', describe: 'model for the overlap of activated neurons too', defaultDescription: 'none' })
    .option('layers', { type: 'number', array: true, describe: 'first and last layer of that overlap, from 0', defaultDescription: 'all' })
    .implies('layers', 'model')
    .example('$0 prompts similarity runs/films runs/letters --model tiny-roberta', '')
    .example('$0 prompts similarity continuous_prompts/seed_33/*T5', '');

export type ImportPromptsOptions = OptionsOf<typeof buildImport>;
export type ExportPromptOptions = OptionsOf<typeof buildExport>;
export type PromptSimilarityOptions = OptionsOf<typeof buildSimilarity>;

export function addPromptsCommands({ group }: CommandAdder): void {
  group('prompts', 'import, export, push, pull or compare soft prompts', (prompts) => {
    const { add } = prompts;
    add('import <sources..>', 'read prompts of other programs; nothing in their files is executed', buildImport, async (options, environment) =>
      (await import('../actions/prompts-import.ts')).importPrompts(options, environment),
    );
    add('export <prompt>', 'write a prompt for PEFT, safetensors, numpy or torch, bit by bit', buildExport, async (options, environment) =>
      (await import('../actions/prompts-export.ts')).exportOnePrompt(options, environment),
    );
    add('similarity <prompts..>', "Su et al.'s similarities of every pair", buildSimilarity, async (options, environment) =>
      (await import('../actions/prompts-similarity.ts')).comparePrompts(options, environment),
    );
    addPushCommand(prompts);
    addPullCommand(prompts);
  });
}
