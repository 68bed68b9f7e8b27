import { join } from 'node:path';
import { countClasses, loadExamples, loadTask } from '@skill-neurons/data';
import { demoTasks, demoTasksFolder, variantNames } from '@skill-neurons/datasets';

test.each(demoTasks.map(({ name, fieldNames }) => [name, fieldNames] as const))('%s: the task file reads every split', async (name, fieldNames) => {
  const task = await loadTask(join(demoTasksFolder, `${name}.yaml`));
  expect(task.adversarial).toEqual(['adversarial']);
  for (const split of ['train', 'validation', 'test']) {
    const { counts } = countClasses(await loadExamples(task, split), task.labels.length);
    expect(counts[0]).toBe(counts[1]);
  }
  const tested = new Set((await loadExamples(task, 'test')).map(({ id }) => id));
  const adversarial = await loadExamples(task, 'adversarial');
  expect(new Set(adversarial.map(({ group }) => group))).toEqual(new Set(variantNames));
  for (const { fields, originalId } of adversarial) {
    expect(Object.keys(fields)).toEqual([...fieldNames]);
    expect(tested.has(originalId!)).toBe(true);
  }
});
