import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadExamples, loadTask } from '@skill-neurons/data';
import { paperTasks, sharedData, testWithSharedData } from '../shared.test.helper.ts';
import { advGlueKeys, officialLabels } from './advglue-tasks.ts';
import { annotatedSplits, annotatedTask } from './annotated-task.ts';

const dataFolder = sharedData;
const task = (key: string) => loadTask(join(paperTasks, `advglue-${key}.yaml`));

test.each([
  ['sst2', [0, 1]],
  ['qqp', [0, 1]],
  // Class 0 is not_entailment here, which AdvGLUE numbers 1.
  ['qnli', [1, 0]],
  ['rte', [1, 0]],
  // contradiction, neutral, entailment.
  ['mnli', [2, 1, 0]],
  ['mnli-mm', [2, 1, 0]],
])('the official numbers of the classes of %s', async (key, official) => {
  expect(officialLabels(await task(key))).toEqual(official);
});

testWithSharedData('labels come back as the file has them, in its order', async () => {
  const file = JSON.parse(await readFile(join(sharedData, 'adv_glue/dev.json'), 'utf8')) as Record<string, { label: number }[]>;
  for (const key of advGlueKeys) {
    const read = await task(key);
    const official = officialLabels(read);
    const examples = await loadExamples(read, 'test', { dataFolder });
    expect(examples.map(({ label }) => official[label])).toEqual(file[key]!.map(({ label }) => label));
  }
});

testWithSharedData('annotated rows are the rows of the development set, and originals differ from them in one field', async () => {
  for (const key of advGlueKeys) {
    const plain = await task(key);
    const annotated = annotatedTask(plain, key);
    const rows = await loadExamples(plain, 'test', { dataFolder });
    const byMethod = await loadExamples(annotated, annotatedSplits.byMethod, { dataFolder });
    const byConstruction = await loadExamples(annotated, annotatedSplits.byConstruction, { dataFolder });
    expect(byMethod.map(({ id, fields, label }) => ({ id, fields, label }))).toEqual(rows.map(({ id, fields, label }) => ({ id, fields, label })));
    expect(new Set(byConstruction.map(({ group }) => group))).toEqual(new Set(['word', 'sentence', ...(byConstruction.some(({ group }) => group === 'human') ? ['human'] : [])]));
    const originals = new Map((await loadExamples(annotated, annotatedSplits.original, { dataFolder })).map((row) => [row.id, row]));
    for (const { id, fields, group } of byConstruction) {
      const original = originals.get(id);
      if (group === 'human') expect(original).toBeUndefined();
      else expect(Object.keys(fields).filter((name) => fields[name] !== original!.fields[name])).toHaveLength(1);
    }
  }
});
