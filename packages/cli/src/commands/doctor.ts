import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs.example('$0 doctor', 'exit code 3 when none works').example('$0 doctor --device cuda', 'also tries the device');

export type DoctorOptions = OptionsOf<typeof build>;

export function addDoctorCommand({ add }: CommandAdder): void {
  add('doctor', 'which backends this machine can use and why not the others, its threads and memory, folders and the hub', build, async (options, environment) => (await import('../actions/doctor.ts')).doctor(options, environment));
}
