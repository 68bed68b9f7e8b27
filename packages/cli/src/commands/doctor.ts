import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

/** The part of a man page that goes by this name. */
const environment = [
  'Environment:',
  '  SKILL_NEURONS_DATA      folder with the data files of the bundled tasks, as --data-dir',
  '  SKILL_NEURONS_CACHE     folder of tokenized data, or off; SKILL_NEURONS_CACHE_MB: how much it may take',
  '  HF_HOME, HF_HUB_CACHE   where downloads are kept, shared with Python; HF_HUB_OFFLINE=1: nothing is fetched',
  '  HF_ENDPOINT, HF_TOKEN   the hub and the right to private or gated repositories',
  '  NO_COLOR, FORCE_COLOR   no colours, or colours in a file too',
  '',
  'Exit codes: 0 done, 1 finished with failed jobs, 2 a mistake in the input, 3 the environment, 130 interrupted.',
].join('\n');

const build = (yargs: Argv<object>) =>
  yargs
    .example('$0 doctor', 'exit code 3 when none works')
    .example('$0 doctor --device cuda', 'also tries the device')
    .example('$0 doctor --json', 'for a bug report: it holds no token')
    .epilogue(environment);

export type DoctorOptions = OptionsOf<typeof build>;

export function addDoctorCommand({ add }: CommandAdder): void {
  add('doctor', 'which backends this machine can use and why not the others, its threads and memory, folders and the hub', build, async (options, environment) => (await import('../actions/doctor.ts')).doctor(options, environment));
}
