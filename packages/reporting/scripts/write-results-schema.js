// Writes study-results.schema.json from the zod schema: `npm run schema` after every change of src/study-results-schema.ts.
import { writeFile } from 'node:fs/promises';
import { resultsJsonSchema } from '../dist/index.js';

await writeFile(new URL('../study-results.schema.json', import.meta.url), resultsJsonSchema());
