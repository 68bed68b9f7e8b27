import { SkillNeuronsError, readTextFile } from '@skill-neurons/core';
import { parseDocument } from 'yaml';
import { studySchema, type Study } from './study-schema.ts';

/** Reads and validates a study file. @throws STUDY_YAML, STUDY_INVALID with the place in the file */
export async function loadStudy(path: string, overrides: readonly string[] = []): Promise<Study> {
  const document = parseDocument(await readTextFile(path, 'study file'));
  const [problem] = document.errors;
  if (problem) {
    const line = problem.linePos?.[0].line;
    throw new SkillNeuronsError({
      code: 'STUDY_YAML',
      message: problem.message.split('\n')[0] ?? 'not valid YAML',
      where: line === undefined ? path : `${path}:${line}`,
      hint: 'mend the YAML at this line',
      cause: problem,
    });
  }
  for (const override of overrides) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(override) ?? [];
    if (key === undefined || value === undefined) {
      throw new SkillNeuronsError({ code: 'STUDY_OVERRIDE', message: `"${override}" is not key=value`, where: '--set', hint: 'for example --set tuning.steps=50' });
    }
    document.setIn(key.split('.'), parseDocument(value).toJS());
  }
  return parseStudy(document.toJS(), path);
}

export function parseStudy(value: unknown, where: string): Study {
  const result = studySchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new SkillNeuronsError({
    code: 'STUDY_INVALID',
    message: `${issue.path.join('.') || 'the study'}: ${issue.message}`,
    where,
    hint: 'see `skill-neurons run --help` for a study file',
  });
}
