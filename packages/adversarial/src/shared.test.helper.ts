import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real data sets, which lie beside the checkout and are not part of it. */
export const sharedData = fileURLToPath(new URL('../../../../shared/data/datasets', import.meta.url));
export const paperTasks = fileURLToPath(new URL('../../../datasets/tasks', import.meta.url));

/** A test that needs them; without them it is skipped by name. */
export const testWithSharedData = existsSync(sharedData) ? test : test.skip;

/** A bundled task on synthetic text. */
export const demoTask = (name: string) => fileURLToPath(new URL(`../../../datasets/demo/tasks/${name}.yaml`, import.meta.url));
