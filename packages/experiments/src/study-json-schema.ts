import { z } from 'zod';
import { studySchema } from './study-schema.ts';

/** The published JSON schema of study files, as text: editors complete and check a study with it. */
export function studyJsonSchema(): string {
  const schema = z.toJSONSchema(studySchema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ title: 'Study of @skill-neurons/experiments', ...schema }, null, 2)}\n`;
}
