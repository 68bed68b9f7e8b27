import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { demoFiles } from './demo-files.ts';
import { demoFolder } from './folders.ts';
import { demoTasks } from './tasks/demo-tasks.ts';

for (const task of demoTasks) {
  for (const [path, content] of demoFiles(task)) await writeFileAtomic(join(demoFolder, path), content);
}
