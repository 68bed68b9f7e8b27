import type { DemoTask } from './demo-task.ts';
import { deedsTask, excusesTask } from './ethics-tasks.ts';
import { answersTask, scenesTask } from './nli-tasks.ts';
import { filmsTask, productsTask } from './opinion-tasks.ts';
import { eventsTask, questionsTask } from './paraphrase-tasks.ts';

/** The eight tasks of the demo: two of each type. */
export const demoTasks: readonly DemoTask[] = [
  filmsTask,
  productsTask,
  eventsTask,
  questionsTask,
  scenesTask,
  answersTask,
  deedsTask,
  excusesTask,
];
