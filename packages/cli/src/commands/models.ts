import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { againstOption, cacheEpilogue, hubDryRunOption, removeDamagedOption, revisionOption } from './hub-options.ts';

const buildList = (yargs: Argv<object>) => yargs.example('$0 models list', 'bundled models and those in the Hugging Face cache');
const buildInspect = (yargs: Argv<object>) =>
  yargs
    .positional('model', { type: 'string', demandOption: true, describe: 'bundled name, folder or owner/name[@revision] on the hub' })
    .example('$0 models inspect tiny-t5', '')
    .example('$0 models inspect FacebookAI/roberta-base', 'downloaded first, unless it is in the cache');
const buildDownload = (yargs: Argv<object>) =>
  yargs
    .positional('model', { type: 'string', demandOption: true, describe: 'owner/name[@revision]' })
    .option('revision', revisionOption)
    .option('files', { type: 'string', array: true, describe: 'names or patterns of files', defaultDescription: 'what running the model needs' })
    .option('dry-run', hubDryRunOption)
    .example('$0 models download FacebookAI/roberta-base', 'configuration, tokenizer and weights')
    .example('$0 models download google/t5-v1_1-base --revision main --dry-run', '')
    .epilogue(cacheEpilogue);
const buildVerify = (yargs: Argv<object>) =>
  yargs
    .positional('model', { type: 'string', demandOption: true, describe: 'owner/name[@revision] in the cache, bundled name or folder' })
    .option('revision', revisionOption)
    .option('remove', removeDamagedOption)
    .option('against', againstOption)
    .example('$0 models verify FacebookAI/roberta-base', 'every byte in the cache, without the network')
    .example('$0 models verify my-roberta --against FacebookAI/roberta-base', 'a folder against what the hub lists');

export type ListModelsOptions = OptionsOf<typeof buildList>;
export type InspectModelOptions = OptionsOf<typeof buildInspect>;
export type DownloadModelOptions = OptionsOf<typeof buildDownload>;
export type VerifyModelOptions = OptionsOf<typeof buildVerify>;

export function addModelsCommands({ group }: CommandAdder): void {
  group('models', 'list, inspect, download or verify models', ({ add }) => {
    add('list', 'bundled models and those in the cache', buildList, async (options, environment) => (await import('../actions/models.ts')).listModels(options, environment));
    add('inspect <model>', 'architecture, sizes and fingerprint of a checkpoint', buildInspect, async (options, environment) =>
      (await import('../actions/models.ts')).inspectModel(options, environment),
    );
    add('download <model>', 'fetch a model from the Hugging Face hub', buildDownload, async (options, environment) =>
      (await import('../actions/hub-download.ts')).downloadModel(options, environment),
    );
    add('verify <model>', 'compare files with their checksums; exit code 3 when any is damaged', buildVerify, async (options, environment) =>
      (await import('../actions/hub-verify.ts')).verifyModel(options, environment),
    );
  });
}
