import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('folder', { type: 'string', default: 'runs', describe: 'output folder of a run, or a folder with several' })
    .option('port', { type: 'number', default: 0, describe: '0: a free one' })
    .option('browser', { type: 'boolean', default: true, describe: 'open a browser, in a terminal; --no-browser does not' })
    .example('$0 open', 'the runs in runs/')
    .example('$0 open demo-report --port 8080 --no-browser', 'one run, at a port of your choice: behind a tunnel, say');

export type OpenOptions = OptionsOf<typeof build>;

export function addOpenCommand({ add }: CommandAdder): void {
  add('open [folder]', 'look at runs in a browser: progress, reports, two runs compared', build, async (options, environment) => (await import('../actions/open.ts')).open(options, environment));
}
