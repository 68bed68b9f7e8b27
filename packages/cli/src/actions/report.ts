import { dirname } from 'node:path';
import { writeReport } from '@skill-neurons/reporting';
import type { CommandEnvironment } from '../command.ts';
import type { ReportOptions } from '../commands/report.ts';
import { readResults } from './read-results.ts';

export async function report({ run, out }: ReportOptions, { terminal }: CommandEnvironment): Promise<number | undefined> {
  const { file, results } = await readResults(run);
  const written = await writeReport(results, out ?? dirname(file), { onProgress: terminal.progress });
  terminal.result(written, `report ${written.report}`);
  return undefined;
}
