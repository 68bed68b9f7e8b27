import { dirname, join } from 'node:path';
import { stat } from 'node:fs/promises';
import { readJsonFile } from '@skill-neurons/core';
import { parseStudyResults, writeReport } from '@skill-neurons/reporting';
import type { CommandEnvironment } from '../command.ts';
import type { ReportOptions } from '../commands/report.ts';

export async function report({ run, out }: ReportOptions, { terminal }: CommandEnvironment): Promise<number | undefined> {
  const isFolder = (await stat(run).catch(() => null))?.isDirectory() ?? false;
  const file = isFolder ? join(run, 'results.json') : run;
  const results = parseStudyResults(await readJsonFile(file, 'results file'), file);
  const written = await writeReport(results, out ?? dirname(file), { onProgress: terminal.progress });
  terminal.result(written, `report ${written.report}`);
  return undefined;
}

