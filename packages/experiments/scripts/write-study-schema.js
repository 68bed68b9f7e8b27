// Writes study.schema.json from the zod schema: `npm run schema` after every change of src/study-schema.ts.
import { writeFile } from 'node:fs/promises';
import { studyJsonSchema } from '../dist/index.js';

await writeFile(new URL('../study.schema.json', import.meta.url), studyJsonSchema());
