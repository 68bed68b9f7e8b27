import { finishRun, type Run } from '@skill-neurons/experiments';
import { writeReport } from '@skill-neurons/reporting';
import type { CommandEnvironment } from '../command.ts';

/** Writes the report of a run whose jobs are all done. */
export async function reportRun(run: Run, { terminal, signal }: CommandEnvironment): Promise<void> {
  const written = await writeReport(await finishRun(run), run.folder, { onProgress: terminal.progress, signal });
  terminal.result(written, `report ${written.report}\nresults ${written.results}`);
}
