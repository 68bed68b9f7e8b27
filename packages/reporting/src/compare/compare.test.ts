import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { EvaluationResult, StudyResults } from '../study-results.ts';
import { buildStudyResults } from '../testing/index.ts';
import { compareQuantities } from './compare-cells.ts';
import { compareRuns, compareWithPublished } from './compare-runs.ts';
import { comparisonTable } from './compare-table.ts';
import { loadPublished, plainTaskName, publishedNames } from './published-table.ts';
import type { PublishedTable } from './published-table.ts';

const tables = ['su-2022-roberta-base', 'su-2022-roberta-large', 'su-2022-t5-base', 'su-2022-t5-small'];

test('four published tables, square over classification tasks, with their source', async () => {
  expect(await publishedNames()).toEqual(tables);
  for (const [name, targets, sources] of [[tables[0]!, 13, 14], [tables[1]!, 13, 14], [tables[2]!, 17, 18], [tables[3]!, 17, 18]] as const) {
    const table = await loadPublished(name);
    expect(Object.keys(table.targets)).toHaveLength(targets);
    for (const row of Object.values(table.targets)) expect(Object.keys(row)).toHaveLength(sources);
    expect(table.source).toContain('arXiv 2111.06719');
  }
});

test('cells that are known by heart', async () => {
  const at = async (name: string, target: string, source: string) => (await loadPublished(name)).targets[target]![source];
  expect(await at('su-2022-roberta-base', 'SST2', 'SST2')).toBe(93.27);
  expect(await at('su-2022-roberta-base', 'SST2', 'IMDB')).toBe(86.06);
  expect(await at('su-2022-t5-base', 'IMDB', 'movierationales')).toBe(85.79);
  expect(await at('su-2022-roberta-large', 'MRPC', 'MRPC')).toBe(81.25);
  expect(await at('su-2022-t5-small', 'squad', 'squad')).toBe(52.99);
  expect(await at('su-2022-roberta-large', 'IMDB', 'random')).toBeNull();
});

/** A run with the published accuracies of every classification task, moved by `shift` points. */
function published({ targets, notAccuracy, model }: PublishedTable, shift = 0): StudyResults {
  const frame = buildStudyResults({ tasks: 1, seeds: 1, layers: 1, models: [{ id: `hub--${model.name}`, architecture: 't5' }] });
  const ids = Object.keys(targets).filter((id) => !notAccuracy.includes(id));
  const n = 10_000;
  const evaluations = ids.flatMap((task) => ids.flatMap((source): EvaluationResult[] => {
    const correct = Math.round(100 * (targets[task]![source]! + shift));
    return correct < 0 || correct > n ? [] : [{ model: `hub--${model.name}`, prompt: 'tuned', source: `${source.toLowerCase()}-hub`, task: `${task.toLowerCase()}-hub`, split: 'test', adversarial: false, seed: 1, correct, n, classCounts: [5000, 5000], predictedCounts: [5000, 5000], groups: {} }];
  }));
  return { ...frame, tasks: ids.map((id) => ({ ...frame.tasks[0]!, id: `${id.toLowerCase()}-hub` })), evaluations };
}

test.each(tables)('a run with the numbers of %s is within in every cell, a shifted one is outside', async (name) => {
  const table = await loadPublished(name);
  const same = compareWithPublished(published(table), table, { tolerance: 0.005 });
  const all = (Object.keys(table.targets).length - table.notAccuracy.length) ** 2;
  expect(same).toMatchObject({ outside: 0, onlyOurs: [], model: `hub--${table.model.name}` });
  // T5's generation tasks are sources too, which this run lacks.
  expect([same.within, same.onlyTheirs.length]).toEqual([all, (Object.keys(table.targets).length - table.notAccuracy.length) * table.notAccuracy.length]);
  expect(same.left.some(({ reason }) => reason.startsWith('a random prompt'))).toBe(true);
  const shifted = compareWithPublished(published(table, 2), table, { tolerance: 0.005 });
  expect(shifted.within).toBe(0);
  expect(shifted.outside).toBeGreaterThan(100);
  // By the intervals of 10 000 rows, two points are far too.
  expect(compareWithPublished(published(table, 2), table).outside).toBeGreaterThan(90);
  expect(compareWithPublished(published(table), table).outside).toBe(0);
  expect(comparisonTable(shifted).rows[0]!.at(-1)).toBe(false);
});

test('a run is within itself, and differs from another where it does', () => {
  const ours = buildStudyResults({ tasks: 4, layers: 2, width: 40 });
  for (const { outside, within, onlyOurs, onlyTheirs, cells } of compareRuns(ours, ours, { tolerance: 0 })) {
    expect([outside, onlyOurs, onlyTheirs]).toEqual([0, [], []]);
    expect(new Set(cells.map(({ kind }) => kind))).toEqual(new Set(['accuracy', 'overlap', 'specificity']));
    expect(within).toBe(cells.length);
  }
  const worse = { ...ours, evaluations: ours.evaluations.map((e) => ({ ...e, correct: Math.round(0.6 * e.correct) })) };
  const [first] = compareRuns(worse, ours);
  expect(first!.cells.filter(({ kind, within }) => kind === 'accuracy' && !within).length).toBeGreaterThan(10);
  const fewer = { ...ours, evaluations: ours.evaluations.filter(({ task }) => task === 'sst2') };
  expect(compareRuns(fewer, ours)[0]!.onlyTheirs.length).toBeGreaterThan(0);
});

test('tolerance: half widths that face each other, added as independent ones; symmetric', () => {
  const quantity = fc.record({ value: fc.double({ min: 0.2, max: 0.8, noNaN: true }), half: fc.double({ min: 0.001, max: 0.1, noNaN: true }) })
    .map(({ value, half }) => ({ kind: 'accuracy' as const, key: 'k', label: 'l', value, low: value - half, high: value + half }));
  fc.assert(fc.property(quantity, quantity, (a, b) => {
    const [there] = compareQuantities([a], [b]).cells;
    const [back] = compareQuantities([b], [a]).cells;
    expect(there!.tolerance).toBeCloseTo(Math.hypot(a.high - a.value, b.high - b.value), 9);
    expect(back!.within).toBe(there!.within);
    expect(back!.difference).toBeCloseTo(-there!.difference, 12);
  }));
  const bare = { kind: 'accuracy' as const, key: 'k', label: 'l', value: 0.5 };
  expect(compareQuantities([bare], [{ ...bare, value: 0.51 }]).within).toBe(1);
  expect(compareQuantities([bare], [{ ...bare, value: 0.52 }]).outside).toBe(1);
});

test('mistakes are named', async () => {
  const table = await loadPublished(tables[0]!);
  const results = buildStudyResults({ tasks: 1, layers: 1 });
  expect(() => compareWithPublished(results, table)).toThrow(expect.objectContaining({ code: 'COMPARE_MODEL' }));
  expect(() => compareWithPublished(results, table, { model: 'ghost' })).toThrow(expect.objectContaining({ code: 'COMPARE_MODEL' }));
  expect(compareWithPublished(results, table, { model: 'tiny-roberta' }).cells).toHaveLength(1);
  const elsewhere = { ...results, evaluations: results.evaluations.map((e) => ({ ...e, task: 'films' })), tasks: results.tasks.map((task) => ({ ...task, id: 'films' })) };
  expect(() => compareWithPublished(elsewhere, table, { model: 'tiny-roberta' })).toThrow(expect.objectContaining({ code: 'COMPARE_NOTHING' }));
  const file = join(await mkdtemp(join(tmpdir(), 'published-')), 'table.json');
  await writeFile(file, JSON.stringify({ ...table, targets: { SST2: { SST2: 193 } } }));
  await expect(loadPublished(file)).rejects.toMatchObject({ code: 'COMPARE_TABLE', message: expect.stringContaining('targets.SST2.SST2') });
  expect([plainTaskName('SST2'), plainTaskName('ethicsjustice-released-hub')]).toEqual(['sst2', 'ethicsjustice']);
});
