import { readJsonFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { z } from 'zod';
import { advGlueKeys, type AdvGlueKey } from './advglue-tasks.ts';

/** AdvGLUE's submission form: per part the predicted official labels, in the order of the development set. */
export type OfficialPredictions = Partial<Record<AdvGlueKey, number[]>>;

const schema = z.partialRecord(z.enum(advGlueKeys), z.array(z.int().min(0).max(2)).max(100_000));

/** Writes predictions as the benchmark takes them, in the official numbering of labels. */
export async function writePredictions(file: string, predictions: OfficialPredictions): Promise<void> {
  const inOrder = Object.fromEntries(advGlueKeys.filter((key) => predictions[key]).map((key) => [key, predictions[key]]));
  await writeFileAtomic(file, `${JSON.stringify(inOrder)}\n`);
}

/** Reads such a file again. @throws FILE_READ, FILE_JSON, ADVGLUE_PREDICTIONS */
export async function readPredictions(file: string): Promise<OfficialPredictions> {
  const parsed = schema.safeParse(await readJsonFile(file, 'predictions'));
  if (parsed.success && Object.keys(parsed.data).length > 0) return parsed.data;
  const [issue] = parsed.error?.issues ?? [];
  throw new SkillNeuronsError({
    code: 'ADVGLUE_PREDICTIONS',
    message: issue === undefined ? 'no predictions in this file' : `${issue.path.join('.')} ${issue.message}`.trim(),
    where: file,
    hint: `it must be an object of lists of official labels, with the keys ${advGlueKeys.join(', ')}`,
  });
}
