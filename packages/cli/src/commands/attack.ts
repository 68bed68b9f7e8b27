import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { addAttackNeuronsCommand } from './attack-neurons.ts';
import { addAttackReportCommand } from './attack-report.ts';
import { addSheetCommand } from './attack-sheet.ts';
import { addAttackTransferCommand } from './attack-transfer.ts';
import { addAttackTriggerCommand } from './attack-trigger.ts';
import { batchSizeOption, modelOption, promptOrNoneOption, taskOption } from './shared-options.ts';

const buildRun = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', promptOrNoneOption)
    .option('recipe', { type: 'string', demandOption: true, describe: 'an attack of `attack list`' })
    .option('out', { type: 'string', demandOption: true, describe: 'folder for records, summary and the adversarial set; an interrupted attack there goes on' })
    .option('split', { type: 'string', default: 'test', describe: 'rows that are attacked' })
    .option('limit', { type: 'number', default: 100, describe: 'at most this many rows, a seeded sample' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of every random choice of the attack' })
    .option('target', { type: 'string', describe: 'class that the answer is to become; without it any wrong one will do', defaultDescription: 'any' })
    .option('fields', { type: 'string', array: true, describe: 'fields that may be changed', defaultDescription: 'all' })
    .option('max-perturbed', { type: 'number', describe: 'largest share of words replaced, above 0 and up to 1', defaultDescription: "the recipe's" })
    .option('min-similarity', { type: 'number', describe: "smallest cosine of the backbone's pooled states; 0 asks nothing", defaultDescription: "the recipe's" })
    .option('max-perplexity', { type: 'number', describe: "largest pseudo-perplexity under the backbone, as a multiple of the original's; each draft costs a pass per token", defaultDescription: 'any' })
    .option('population', { type: 'number', describe: 'genetic: drafts of a generation', defaultDescription: "the recipe's" })
    .option('generations', { type: 'number', describe: 'genetic: generations at most', defaultDescription: "the recipe's" })
    .option('query-budget', { type: 'number', describe: 'texts asked about per example', defaultDescription: 'no end' })
    .option('time-budget', { type: 'number', describe: 'seconds per example; the outcome then depends on the machine', defaultDescription: 'no end' })
    .option('batch-size', batchSizeOption)
    .option('concurrency', { type: 'number', default: 8, describe: 'examples attacked side by side, so that batches fill' })
    .option('with-splits', { type: 'string', array: true, default: [] as string[], describe: 'splits to copy into the adversarial set, such as train for `neurons rank`' })
    .option('show', { type: 'number', default: 5, describe: 'how many changed texts are printed' })
    .example('$0 attack run --model tiny-roberta --task films --prompt runs/films --recipe deepwordbug --out runs/films-deepwordbug', '')
    .example('$0 evaluate --model tiny-roberta --task runs/films-deepwordbug/films-deepwordbug.yaml --prompt runs/films --split test adversarial', 'its texts as a data set');

const buildReplay = (yargs: Argv<object>) =>
  yargs
    .positional('folder', { type: 'string', demandOption: true, describe: 'what `attack run` wrote' })
    .option('model', { type: 'string', describe: 'another model, or the same; without it the attack is only shown', defaultDescription: 'none' })
    .option('prompt', { type: 'string', default: 'none', describe: 'another prompt' })
    .option('batch-size', batchSizeOption)
    .option('show', { type: 'number', default: 5, describe: 'how many changed texts are printed' })
    .example('$0 attack replay runs/films-deepwordbug --model tiny-roberta --prompt runs/films-seed2', 'do its texts turn another prompt?')
    .example('$0 attack replay runs/films-deepwordbug --show 20', 'look at it again');

const buildList = (yargs: Argv<object>) => yargs.example('$0 attack list --verbose', 'with the deviations from their sources');

export type RunAttackOptions = OptionsOf<typeof buildRun>;
export type ReplayAttackOptions = OptionsOf<typeof buildReplay>;
export type ListAttacksOptions = OptionsOf<typeof buildList>;

export function addAttackCommands({ group }: CommandAdder): void {
  group('attack', 'adversarial text for any task and prompt', (attack) => {
    attack.add('run', 'attack a split with a recipe', buildRun, async (options, environment) => (await import('../actions/attack-run.ts')).runAttackOnSplit(options, environment));
    attack.add('list', 'the recipes, their sources and settings', buildList, async (options, environment) => (await import('../actions/attack-list.ts')).listAttacks(options, environment));
    attack.add('replay <folder>', 'the texts of an attack against another prompt or model', buildReplay, async (options, environment) => (await import('../actions/attack-replay.ts')).replay(options, environment));
    addAttackTriggerCommand(attack);
    addAttackTransferCommand(attack);
    addAttackReportCommand(attack);
    addAttackNeuronsCommand(attack);
    addSheetCommand(attack);
  });
}
