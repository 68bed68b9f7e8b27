import { dirname, join } from 'node:path';
import { stat } from 'node:fs/promises';
import { readJsonFile } from '@skill-neurons/core';
import { parseStudyResults, writeReport } from '@skill-neurons/reporting';
import type { CommandAdder } from '../command.ts';

export function addReportCommand(commands: CommandAdder): void {
  commands.add(
    'report <run>',
    'write the report of a finished run again',
    (yargs) =>
      yargs
        .positional('run', { type: 'string', demandOption: true, describe: 'output folder of a run, or its results.json' })
        .option('out', { type: 'string', describe: 'folder for the report (default: beside results.json)' })
        .example('$0 report demo-report', ''),
    async ({ run, out }, { terminal }) => {
      const isFolder = (await stat(run).catch(() => null))?.isDirectory() ?? false;
      const file = isFolder ? join(run, 'results.json') : run;
      const results = parseStudyResults(await readJsonFile(file, 'results file'), file);
      const written = await writeReport(results, out ?? dirname(file), { onProgress: terminal.progress });
      terminal.result(written, `report ${written.report}`);
      return undefined;
    },
  );
}
