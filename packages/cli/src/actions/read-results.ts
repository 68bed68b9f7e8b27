import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonFile } from '@skill-neurons/core';
import { parseStudyResults, type StudyResults } from '@skill-neurons/reporting';

/** Results of a finished run, by its folder or its results.json. */
export async function readResults(run: string): Promise<{ file: string; results: StudyResults }> {
  const isFolder = (await stat(run).catch(() => null))?.isDirectory() ?? false;
  const file = isFolder ? join(run, 'results.json') : run;
  return { file, results: parseStudyResults(await readJsonFile(file, 'results file'), file) };
}
