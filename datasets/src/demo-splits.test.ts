import { demoSplits } from './demo-splits.ts';
import { normalise } from './language/phrases.ts';
import { demoTasks } from './tasks/demo-tasks.ts';
import type { DemoRow } from './tasks/demo-task.ts';

const keyOf = (row: DemoRow) => Object.values(row.fields).map(normalise).join(' | ');

describe.each(demoTasks.map((task) => [task.name, task] as const))('%s', (_name, task) => {
  const splits = demoSplits(task);
  const all = [...splits.train, ...splits.validation, ...splits.test, ...splits.adversarial];

  test('no text stands in two splits or twice in one', () => {
    expect(new Set(all.map(keyOf)).size).toBe(all.length);
  });

  test('clean splits are balanced', () => {
    for (const rows of [splits.train, splits.validation, splits.test]) {
      expect(rows.filter((row) => row.label === 1)).toHaveLength(rows.length / 2);
    }
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([800, 200, 200]);
  });

  test.each(['misspelling', 'synonym', 'distraction', 'negation'] as const)('%s rows are many, near balance, and made from test rows', (variant) => {
    const rows = splits.adversarial.filter((row) => row.variant === variant);
    const testRows = new Map(splits.test.map((row) => [row.id, row]));
    expect(rows.length).toBeGreaterThanOrEqual(60);
    const positive = rows.filter((row) => row.label === 1).length / rows.length;
    expect(Math.abs(positive - 0.5)).toBeLessThan(0.15);
    for (const row of rows) {
      const original = testRows.get(row.originalId)!;
      expect(row.fields).not.toEqual(original.fields);
      if (variant !== 'negation') expect(row.label).toBe(original.label);
      else expect(keyOf(row)).toMatch(/\bnot\b/);
    }
  });

  test('sentences of a pair differ', () => {
    for (const { fields } of all) expect(new Set(Object.values(fields)).size).toBe(Object.values(fields).length);
  });
});
