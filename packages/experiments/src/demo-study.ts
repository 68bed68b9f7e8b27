import { fileURLToPath } from 'node:url';

/** The bundled study that `skill-neurons demo` runs. */
export const demoStudyFile = fileURLToPath(new URL('../studies/demo.yaml', import.meta.url));
