import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@skill-neurons/core';
import { loadExamples, loadTask, type Task } from '@skill-neurons/data';
import fc from 'fast-check';
import { demoTask, paperTasks } from '../shared.test.helper.ts';
import type { Fields } from '../victim/batch-runner.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import { drawValues, fillTemplate, parseSlots, slotsOf } from './fill-template.ts';
import { judgeCase } from './judge-case.ts';
import { loadSheet } from './load-sheet.ts';
import { makeCases } from './make-cases.ts';
import { runSheet, type SheetReport } from './run-sheet.ts';
import { sheetSchema, type SheetTest } from './sheet-schema.ts';

const sheetsFolder = fileURLToPath(new URL('../../../../datasets/sheets', import.meta.url));
let films: Task;
beforeAll(async () => {
  films = await loadTask(demoTask('films'));
});

/** A victim that is a rule: class 1 with a probability of 0.9 where it holds. */
const ruleVictim = (rule: (fields: Fields) => boolean): Victim => ({
  score: (texts) => Promise.resolve(texts.map((fields) => (rule(fields) ? Float32Array.of(0.1, 0.9) : Float32Array.of(0.9, 0.1)))),
  modelQueries: 0,
  dispose: () => undefined,
});
async function sheetOf(yaml: string) {
  const file = join(await mkdtemp(join(tmpdir(), 'sheet-')), 'mine.yaml');
  await writeFile(file, yaml);
  return loadSheet(file);
}
const run = async (sheet: Awaited<ReturnType<typeof loadSheet>>, victim: Victim): Promise<SheetReport> =>
  runSheet({ sheet, task: films, family: 'masked-lm', victim, seed: 1, loadRows: (split) => loadExamples(films, split, { limit: 40 }) });

test('slots: articles, doubled braces, two entries of one lexicon; a stray brace is told', () => {
  const values = new Map([
    ['film', 'epic'],
    ['film1', 'drama'],
  ]);
  expect(fillTemplate('{{it}} is {a:film} , not {a:film1} .', values, 'sentence')).toEqual({ sentence: '{it} is an epic , not a drama .' });
  const article = (word: string) => fillTemplate('{a:w}', new Map([['w', word]]), 'x')['x'];
  expect(['honest', 'unit', 'unimportant', 'old', 'useful', 'house', 'European'].map(article)).toEqual([
    'an honest',
    'a unit',
    'an unimportant',
    'an old',
    'a useful',
    'a house',
    'a European',
  ]);
  expect(slotsOf({ one: '{b} {a:a}', two: '{b}' })).toEqual(['b', 'a']);
  for (const wrong of ['{', 'a }', '{Film}', '{}']) expect(() => parseSlots(wrong)).toThrow('a slot is {name}');
});

test('values are the whole product where it is small, else a draw without repetition; slots of one lexicon differ', () => {
  const lexicon = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(lexicon, lexicon, fc.integer({ min: 1, max: 60 }), fc.integer(), (a, b, count, seed) => {
      const draw = () => drawValues(['a1', 'a2', 'b'], { a, b }, count, createRandom(seed)).map((values) => [...values]);
      const found = draw();
      expect(draw()).toEqual(found);
      expect(new Set(found.map((values) => JSON.stringify(values))).size).toBe(found.length);
      expect(found.length).toBe(Math.min(count, a.length * (a.length - 1) * b.length));
      for (const values of found) expect(new Map(values).get('a1')).not.toBe(new Map(values).get('a2'));
    }),
  );
  // 100^10 combinations.
  const large = { w: Array.from({ length: 100 }, (_, i) => `w${i}`) };
  expect(
    drawValues(
      Array.from({ length: 10 }, (_, i) => `w${i}`),
      large,
      50,
      createRandom(1),
    ),
  ).toHaveLength(50);
});

test('what passes: the label, the same answer, a movement', () => {
  const judge = (test: Partial<SheetTest>, original: number, ...variants: number[]) =>
    judgeCase(test as SheetTest, { original: [1 - original, original], variants: variants.map((p) => [1 - p, p]) }, (label) =>
      label === 'good' ? [1] : [0],
    );
  expect(judge({ type: 'MFT', label: 'good' }, 0.8)).toBeNull();
  expect(judge({ type: 'MFT', label: 'bad' }, 0.8)).toEqual({ failed: -1 });
  expect(judge({ type: 'INV' }, 0.8, 0.51, 0.99)).toBeNull();
  expect(judge({ type: 'INV' }, 0.8, 0.7, 0.4)).toEqual({ failed: 1 });
  const up = { label: 'good', direction: 'up', tolerance: 0.1, at_least: 0 } as const;
  expect(judge({ type: 'DIR', expect: up }, 0.8, 0.75)).toBeNull();
  expect(judge({ type: 'DIR', expect: up }, 0.8, 0.75, 0.6, 0.65)).toEqual({ failed: 1 });
  expect(judge({ type: 'DIR', expect: { ...up, direction: 'down' } }, 0.8, 0.95)).toEqual({ failed: 0 });
  expect(judge({ type: 'DIR', expect: { ...up, at_least: 0.2 } }, 0.5, 0.6)).toEqual({ failed: 0 });
});

test('a rule that knows only words of praise fails what it should fail, and nothing else', async () => {
  const praise = /\b(good|great|wonderful|brilliant|lovely|charming|gripping|funny|clever|moving|exciting|beautiful|loved|enjoyed|liked|admired)\b/;
  const report = await run(
    await loadSheet(join(sheetsFolder, 'films.yaml')),
    ruleVictim(({ sentence = '' }) => praise.test(sentence)),
  );
  const rate = (name: string) => report.tests.find((found) => found.name === name)!;
  expect(['praise', 'blame', 'liking', 'disliking', 'full stop', 'a truism'].map((name) => rate(name).failed)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(rate('denied praise is blame')).toMatchObject({ rate: 1, capability: 'negation', type: 'MFT' });
  expect(rate('rare praise').rate).toBe(1);
  expect(rate('a denial added').rate).toBe(0);
  // "my neighbour had a great day" turns blame into praise.
  const aside = rate('something else');
  expect(aside.failed).toBeGreaterThan(0);
  for (const { original, changed } of aside.failures) {
    expect(praise.test(original.fields['sentence']!)).toBe(false);
    expect(changed!.fields['sentence']).toMatch(/a great day|was lovely/);
  }
  const mft = report.tests.filter(({ type }) => type === 'MFT').reduce((sum, { n }) => sum + n, 0);
  expect(report.answers.reduce((sum, { texts }) => sum + texts, 0)).toBe(mft);
  const negation = report.capabilities.find(({ capability }) => capability === 'negation')!;
  const { n, failed } = rate('denied praise is blame');
  expect(negation.types.MFT).toMatchObject({ n: n + rate('denied blame is praise').n, failed: failed + rate('denied blame is praise').failed });
  expect(negation.types.MFT!.interval.low).toBeLessThan(negation.types.MFT!.rate);
});

test('cases are the same for a seed, no more than asked for, different, and changed', async () => {
  const sheet = await loadSheet(join(sheetsFolder, 'films.yaml'));
  const rows = await loadExamples(films, 'test', {});
  for (const one of sheet.tests) {
    const made = await makeCases({ sheet, test: one, onlyField: 'sentence', rows, seed: 1 });
    expect(await makeCases({ sheet, test: one, onlyField: 'sentence', rows, seed: 1 })).toEqual(made);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThanOrEqual(one.cases);
    for (const { original, variants } of made) {
      expect(variants.length).toBeLessThanOrEqual(one.variants);
      if (one.type !== 'MFT') expect(variants.length).toBeGreaterThan(0);
      expect(new Set([original, ...variants].map((fields) => JSON.stringify(fields))).size).toBe(1 + variants.length);
    }
  }
});

test.each([
  ['sentiment', 'sst2'],
  ['sentiment', 'imdb'],
  ['nli', 'rte'],
  ['nli', 'mnli'],
  ['paraphrase', 'mrpc'],
  ['paraphrase', 'qqp'],
])('the sheet %s fits %s', async (name, taskName) => {
  const task = await loadTask(join(paperTasks, `${taskName}.yaml`));
  const rows = [
    {
      id: '1',
      label: task.labels.length - 1,
      fields: {
        sentence: 'Anna is not in London .',
        premise: 'Anna lives in London .',
        hypothesis: 'Anna is here .',
        sentence1: 'Is Anna in London ?',
        sentence2: 'Is Anna not in London ?',
      },
    },
  ];
  const report = await runSheet({
    sheet: await loadSheet(join(sheetsFolder, `${name}.yaml`)),
    task,
    family: 'masked-lm',
    victim: { ...ruleVictim(() => true), score: (texts) => Promise.resolve(texts.map(() => Float32Array.from(task.labels, () => 0.5))) },
    seed: 1,
    loadRows: () => Promise.resolve(rows),
  });
  // A constant answer breaks no invariance.
  expect(report.tests.filter(({ type }) => type !== 'MFT').every(({ failed }) => failed === 0)).toBe(true);
  expect(report.tests.filter(({ type }) => type === 'MFT').every(({ n }) => n >= 10)).toBe(true);
});

test('every bundled sheet has a test here or above', async () => {
  expect((await readdir(sheetsFolder)).filter((file) => file.endsWith('.yaml')).sort()).toEqual([
    'films.yaml',
    'nli.yaml',
    'paraphrase.yaml',
    'sentiment.yaml',
  ]);
});

const start = 'name: mine\nlabels: { good: [positive] }\nlexicons: { film: [film] }\ntests:\n';
test.each([
  ['- { name: a, capability: c, type: MFT, templates: ["x"], label: bad }', 'SHEET_INVALID', /mine\.yaml:5: tests\.0\.label: labels has no "bad"/],
  ['- { name: a, capability: c, type: INV, templates: ["x"] }', 'SHEET_INVALID', /needs a change/],
  [
    '- { name: a, capability: c, type: MFT, templates: ["{book}"], label: good }',
    'SHEET_INVALID',
    /no lexicon for the slot \{book\}; the lexicons are film/,
  ],
  [
    '- { name: a, capability: c, type: MFT, templates: ["{film1} {film2}"], label: good }',
    'SHEET_INVALID',
    /2 slots take different entries of the lexicon film, which has 1/,
  ],
  ['- { name: a, capability: c, type: INV, templates: ["x"], transformations: [typo] }', 'SHEET_INVALID', /use some of contractions, names/],
  ['- { name: a, capability: c, type: MFT, templates: ["{"], label: good }', 'SHEET_INVALID', /character 1/],
  [
    '- { name: a, capability: c, type: MFT, template: ["x"], label: good }',
    'SHEET_INVALID',
    /tests\.0\.template: there is no such key; the keys here are name, capability/,
  ],
  ['- { name: a, capability: c, type: DIR, templates: ["x"], becomes: ["y"] }', 'SHEET_INVALID', /needs expect/],
  ['- { name: a, capability: c, type: MFT, templates: ["x"], label: good, cases: 100000 }', 'SHEET_INVALID', /tests\.0\.cases/],
  ['- [', 'SHEET_SYNTAX', /test sheet|YAML/],
])('mistakes are told with their line: %s', async (yaml, code, message) => {
  const error = await sheetOf(start + yaml).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code });
  expect((error as { oneLine: string }).oneLine).toMatch(message);
});

test('a sheet for other classes or fields is refused before a model is asked', async () => {
  const never: Victim = { ...ruleVictim(() => true), score: () => Promise.reject(new Error('asked')) };
  const one = '- { name: a, capability: c, type: MFT, templates: [{ premise: "x" }], label: good }';
  await expect(run(await sheetOf(start + one), never)).rejects.toMatchObject({
    code: 'SHEET_TASK',
    message: expect.stringContaining('templates') as string,
  });
  const other = start.replace('positive', 'favourable') + '- { name: a, capability: c, type: MFT, templates: ["x"], label: good }';
  await expect(run(await sheetOf(other), never)).rejects.toMatchObject({
    code: 'SHEET_TASK',
    hint: expect.stringContaining('negative, positive') as string,
  });
});

test('the schema bounds what a sheet may ask for', () => {
  const tooLong = {
    name: 'x',
    labels: { a: ['a'] },
    tests: [{ name: 'a', capability: 'c', type: 'MFT', label: 'a', templates: ['x'.repeat(2001)] }],
  };
  expect(sheetSchema.safeParse(tooLong).success).toBe(false);
});
