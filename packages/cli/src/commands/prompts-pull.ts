import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { cacheEpilogue, revisionOption } from './hub-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('repo', { type: 'string', demandOption: true, describe: 'owner/name[@revision] on the hub' })
    .option('out', { type: 'string', demandOption: true, describe: 'folder of the prompt' })
    .option('revision', revisionOption)
    .example('$0 prompts pull owner/films-prompt --out prompts/films', '')
    .epilogue(cacheEpilogue);

export type PullPromptOptions = OptionsOf<typeof build>;

export function addPullCommand({ add }: CommandAdder): void {
  add('pull <repo>', "fetch a prompt from the hub, this tool's or PEFT's", build, async (options, environment) => (await import('../actions/prompts-pull.ts')).pullPrompt(options, environment));
}
