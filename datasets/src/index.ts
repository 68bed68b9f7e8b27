export { variantNames, type Variant } from './adversarial/variants.ts';
export { corpus } from './corpus/corpus.ts';
export { documentText, type Document } from './corpus/document.ts';
export { HeldOutTexts } from './corpus/held-out-texts.ts';
export { demoFiles } from './demo-files.ts';
export { demoSplits, type AdversarialRow, type DemoSplits, type SplitRow } from './demo-splits.ts';
export { demoFolder, demoTasksFolder, tasksFolder } from './folders.ts';
export { demoTasks } from './tasks/demo-tasks.ts';
export type { DemoRow, DemoSample, DemoTask, Label } from './tasks/demo-task.ts';
