import { z } from 'zod';
import { studyResultsSchema } from './study-results-schema.ts';

/** The published JSON schema of results.json, as text. */
export function resultsJsonSchema(): string {
  const schema = z.toJSONSchema(studyResultsSchema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ title: 'Results of a study of skill-neurons', ...schema }, null, 2)}\n`;
}
