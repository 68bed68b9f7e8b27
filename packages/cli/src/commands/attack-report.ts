import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('folder', { type: 'string', demandOption: true, describe: 'what `attack run` wrote' })
    .option('out', { type: 'string', describe: 'the HTML file', defaultDescription: 'attack.html in the folder' })
    .example('$0 attack report runs/films-deepwordbug', 'every text with what was removed and added, in one file');

export type ReportAttackOptions = OptionsOf<typeof build>;

export function addAttackReportCommand({ add }: CommandAdder): void {
  add('report <folder>', 'an attack as one HTML file: results and coloured differences', build, async (options, environment) =>
    (await import('../actions/attack-report.ts')).reportAttack(options, environment),
  );
}
