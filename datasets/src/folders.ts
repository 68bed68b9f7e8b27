import { fileURLToPath } from 'node:url';

/** Folder of the task files of the paper's data sets. */
export const tasksFolder = fileURLToPath(new URL('../tasks', import.meta.url));
/** Folder of the synthetic demo: a folder of rows per task. */
export const demoFolder = fileURLToPath(new URL('../demo', import.meta.url));
/** Folder of the task files of the synthetic demo. */
export const demoTasksFolder = fileURLToPath(new URL('../demo/tasks', import.meta.url));
/** Folder of the test sheets of behaviour. */
export const sheetsFolder = fileURLToPath(new URL('../sheets', import.meta.url));
