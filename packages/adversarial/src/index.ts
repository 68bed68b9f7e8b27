export * from './advglue/advglue-tasks.ts';
export * from './advglue/annotated-task.ts';
export * from './advglue/evaluate-advglue.ts';
export * from './advglue/part-report.ts';
export * from './advglue/predictions-file.ts';
export * from './advglue/score.ts';
