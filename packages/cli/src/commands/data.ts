import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { againstOption, cacheEpilogue, hubDryRunOption, removeDamagedOption, revisionOption } from './hub-options.ts';

const buildList = (yargs: Argv<object>) => yargs.example('$0 data list', 'data sets in the Hugging Face cache');
const buildInspect = (yargs: Argv<object>) =>
  yargs
    .positional('dataset', { type: 'string', demandOption: true, describe: 'file, folder, or data set of the hub as owner/name[@revision]' })
    .option('config', { type: 'string', describe: 'folder of the wanted files, where a data set has several', defaultDescription: 'none' })
    .option('select', { type: 'string', array: true, describe: 'JSON files: keys to follow to the rows', defaultDescription: 'none' })
    .example('$0 data inspect reviews.csv', '')
    .example('$0 data inspect nyu-mll/glue --config mrpc', 'fetches the training file of this configuration');
const buildDownload = (yargs: Argv<object>) =>
  yargs
    .positional('dataset', { type: 'string', demandOption: true, describe: 'owner/name[@revision]' })
    .option('revision', revisionOption)
    .option('files', { type: 'string', array: true, describe: 'names or patterns of files', defaultDescription: 'all' })
    .option('dry-run', hubDryRunOption)
    .example('$0 data download stanfordnlp/sst2 --files "data/*.parquet"', '')
    .example('$0 data download nyu-mll/glue --files "qqp/*" --dry-run', 'how much it is')
    .epilogue(cacheEpilogue);
const buildVerify = (yargs: Argv<object>) =>
  yargs
    .positional('dataset', { type: 'string', demandOption: true, describe: 'owner/name[@revision] in the cache, or a folder' })
    .option('revision', revisionOption)
    .option('remove', removeDamagedOption)
    .option('against', againstOption)
    .example('$0 data verify stanfordnlp/sst2', 'every byte in the cache, without the network');

export type ListDataOptions = OptionsOf<typeof buildList>;
export type InspectDataOptions = OptionsOf<typeof buildInspect>;
export type DownloadDataOptions = OptionsOf<typeof buildDownload>;
export type VerifyDataOptions = OptionsOf<typeof buildVerify>;

export function addDataCommands({ group }: CommandAdder): void {
  group('data', 'list, inspect, download or verify data sets', ({ add }) => {
    add('list', 'data sets in the cache', buildList, async (options, environment) => (await import('../actions/data.ts')).listData(options, environment));
    add('inspect <dataset>', 'splits, files and columns of a data set', buildInspect, async (options, environment) => (await import('../actions/data-inspect.ts')).inspectData(options, environment));
    add('download <dataset>', 'fetch a data set from the Hugging Face hub', buildDownload, async (options, environment) =>
      (await import('../actions/hub-download.ts')).downloadData(options, environment),
    );
    add('verify <dataset>', 'compare files with their checksums; exit code 3 when any is damaged', buildVerify, async (options, environment) =>
      (await import('../actions/hub-verify.ts')).verifyData(options, environment),
    );
  });
}
