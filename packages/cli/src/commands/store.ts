import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const runPositional = { type: 'string', demandOption: true, describe: 'output folder of a run, or a store' } as const;

const buildList = (yargs: Argv<object>) =>
  yargs.positional('run', runPositional).option('kind', { type: 'string', describe: 'only jobs of this kind', defaultDescription: 'all' }).example('$0 store ls demo-report --kind tune', '');
const buildVerify = (yargs: Argv<object>) =>
  yargs
    .positional('run', runPositional)
    .option('repair', { type: 'boolean', default: false, describe: 'take damaged results out: the next run computes them, and what they change, again' })
    .example('$0 store verify demo-report --repair', '');
const buildCollect = (yargs: Argv<object>) =>
  yargs
    .positional('run', runPositional)
    .option('yes', { type: 'boolean', default: false, describe: 'delete; without it only what would go is shown' })
    .example('$0 store gc demo-report', 'what no run needs any more: results of other settings, leftovers, damaged ones');
const buildExplain = (yargs: Argv<object>) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'output folder of a run' })
    .positional('what', { type: 'string', demandOption: true, describe: 'a number of results.json, or a job: its label or the start of its key' })
    .example('$0 store explain demo-report "evaluations[0].correct"', 'the jobs, settings, code and input bytes behind a number')
    .example('$0 store explain demo-report "evaluations[model=tiny-t5,source=films,task=films,seed=1].correct"', 'by fields instead of a position')
    .example('$0 store explain demo-report "tune tiny-t5 films seed 1"', '');

export type StoreListOptions = OptionsOf<typeof buildList>;
export type StoreVerifyOptions = OptionsOf<typeof buildVerify>;
export type StoreCollectOptions = OptionsOf<typeof buildCollect>;
export type StoreExplainOptions = OptionsOf<typeof buildExplain>;

export function addStoreCommands({ group }: CommandAdder): void {
  group('store', 'look at, check and tidy the results that a run keeps', ({ add }) => {
    add('ls <run>', 'what is in the store', buildList, async (options, environment) => (await import('../actions/store-list.ts')).listStore(options, environment));
    add('verify <run>', 'compare every byte with its checksum', buildVerify, async (options, environment) => (await import('../actions/store-verify.ts')).verify(options, environment));
    add('gc <run>', 'find, or delete, what no run needs', buildCollect, async (options, environment) => (await import('../actions/store-gc.ts')).collect(options, environment));
    add('explain <run> <what>', 'where a number comes from', buildExplain, async (options, environment) => (await import('../actions/store-explain.ts')).explainNumber(options, environment));
  });
}
