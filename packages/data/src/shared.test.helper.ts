import { fileURLToPath } from 'node:url';

/** Real data sets and tokenizers, which lie beside the checkout and are not part of it. */
export const sharedData = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
/** The task files of the paper. */
export const paperTasks = fileURLToPath(new URL('../../../datasets/tasks', import.meta.url));
