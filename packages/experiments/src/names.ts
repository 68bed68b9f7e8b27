// What names of tasks, sheets and models mean, without the jobs, models and reports that studies need: commands that only look load it quickly.
export { executorNames } from './executors/executors.ts';
export { locateModel } from './locate-model.ts';
export { locateSheet, locateTask, taskFolders } from './locate.ts';
