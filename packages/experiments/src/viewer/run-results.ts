import { SkillNeuronsError } from '@skill-neurons/core';
import { parseStudyResults, type StudyResults } from '@skill-neurons/reporting';
import type { ServedFolder } from './served-folder.ts';

const largestResults = 1 << 26;

/** Results of a run in the served folder, or null where it has none. @throws REPORT_RESULTS_INVALID, VIEWER_LARGE, VIEWER_JSON */
export async function readServedResults(folder: ServedFolder, path: readonly string[]): Promise<StudyResults | null> {
  const names = [...path, 'results.json'];
  const text = await folder.readText(names, largestResults);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SkillNeuronsError({ code: 'VIEWER_JSON', message: 'it is not valid JSON', where: names.join('/'), hint: 'it may be cut off: skill-neurons report writes it again', cause });
  }
  return parseStudyResults(json, names.join('/'));
}
