import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file, in any format' })
    .positional('repo', { type: 'string', demandOption: true, describe: 'owner/name[@branch] on the hub; made if it is not there' })
    .option('format', { choices: ['native', 'peft'] as const, default: 'native' as const, describe: "native: this tool's file; peft: a folder for PeftModel.from_pretrained" })
    .option('model', { type: 'string', describe: 'the model of the prompt; peft needs it for RoBERTa and BERT', defaultDescription: 'none' })
    .option('base-model', { type: 'string', describe: 'hub id of the model, for the card', defaultDescription: 'what the prompt or --model tells' })
    .option('license', { type: 'string', describe: "licence of the prompt in the hub's words, such as mit", defaultDescription: 'none' })
    .option('private', { type: 'boolean', default: false, describe: 'if the repository is made now, show it to its owner alone' })
    .option('revision', { type: 'string', describe: 'branch, made of main if it is not there', defaultDescription: 'main' })
    .option('card', { type: 'boolean', default: true, describe: 'write README.md from what is known of the prompt' })
    .option('message', { type: 'string', describe: 'title of the commit', defaultDescription: 'Prompt for TASK with skill-neurons' })
    .option('dry-run', { type: 'boolean', default: false, describe: 'show the card and the files, and push nothing' })
    .example('$0 prompts push runs/films owner/films-prompt --model FacebookAI/roberta-base --license mit --dry-run', '')
    .example('$0 prompts push runs/films owner/films-prompt --model FacebookAI/roberta-base --format peft --private', 'for PEFT')
    .epilogue('HF_TOKEN (with the right to write) and HF_ENDPOINT count, as does a login with `hf auth login`.');

export type PushPromptOptions = OptionsOf<typeof build>;

export function addPushCommand({ add }: CommandAdder): void {
  add('push <prompt> <repo>', 'put a prompt on the hub, with a card', build, async (options, environment) => (await import('../actions/prompts-push.ts')).pushPrompt(options, environment));
}
