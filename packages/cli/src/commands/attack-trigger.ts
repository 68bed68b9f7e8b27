import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { batchSizeOption, modelOption, promptOrNoneOption, taskOption } from './shared-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .option('model', modelOption)
    .option('task', taskOption)
    .option('prompt', promptOrNoneOption)
    .option('out', { type: 'string', demandOption: true, describe: 'folder for the trigger, the records and the adversarial set' })
    .option('search-split', { type: 'string', default: 'validation', describe: 'rows that the trigger is made on' })
    .option('search-limit', { type: 'number', default: 64, describe: 'at most this many of them, a seeded sample' })
    .option('split', { type: 'string', default: 'test', describe: 'rows that it is tried on' })
    .option('limit', { type: 'number', default: 200, describe: 'at most this many of them, a seeded sample' })
    .option('length', { type: 'number', default: 3, describe: 'words of the trigger' })
    .option('field', { type: 'string', describe: 'field that it stands before', defaultDescription: 'the last one' })
    .option('target', { type: 'string', describe: 'class that the answers are to become; without it any wrong one will do', defaultDescription: 'any' })
    .option('candidates', { type: 'number', default: 20, describe: 'words tried per place and pass' })
    .option('beam', { type: 'number', default: 1, describe: 'triggers kept from place to place' })
    .option('restarts', { type: 'number', default: 0, describe: 'starts from random words, besides the one from "the the the"' })
    .option('exclude', { type: 'string', array: true, default: [] as string[], describe: 'words that it may not hold' })
    .option('draws', { type: 'number', default: 10, describe: 'random triggers that it is held against' })
    .option('seed', { type: 'number', default: 1, describe: 'seed of restarts and random triggers' })
    .option('batch-size', batchSizeOption)
    .option('show', { type: 'number', default: 3, describe: 'how many changed texts are printed' })
    .example('$0 attack trigger --model tiny-roberta --task films --prompt runs/films --out runs/films-trigger', '')
    .example('$0 attack transfer runs/films-trigger --models tiny-roberta --prompts runs/films runs/films-seed2', 'does it turn another prompt too?');

export type AttackTriggerOptions = OptionsOf<typeof build>;

export function addAttackTriggerCommand({ add }: CommandAdder): void {
  add('trigger', 'a few words that turn a whole split, found by gradient', build, async (options, environment) => (await import('../actions/attack-trigger.ts')).attackWithTrigger(options, environment));
}
