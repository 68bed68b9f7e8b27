import type { StudyResults } from '../study-results.ts';
import { attacksHtml } from '../report/sections/attacks.ts';
import { attackFigure } from '../figures/attack-figure.ts';
import { attackSummaries } from '../summaries/attacks.ts';
import { buildStudyResults } from '../testing/index.ts';
import { attackOverview, attackTable } from './attack-tables.ts';

const study = () => buildStudyResults({ models: [{ id: 'm', architecture: 'roberta' }], tasks: 2, seeds: 2, layers: 1, width: 20, adversarialTasks: ['sst2'], rows: { clean: 100, adversarial: 80 } });
const htmlOf = (results: StudyResults) => attacksHtml({ results, claims: [], tables: [], figures: { attacks: [] } as never }).text;

test('success is what attacks turned of the answers that were right before, over seeds', () => {
  const results = study();
  const place = { model: 'm', task: 'sst2', split: 'adversarial', group: 'word', n: 40, classCounts: [30, 10] };
  const pairs = { n: 20, originalCorrect: 10, correct: 6, turned: 5, wordsChanged: 2, shareChanged: 0.5 };
  results.attacks = [{ ...place, seed: 1, correct: 20, pairs }, { ...place, seed: 2, correct: 30, pairs: { ...pairs, originalCorrect: 20, correct: 20, turned: 0, wordsChanged: 3 } }];
  const [summary] = attackSummaries(results, 'm');
  expect(summary).toMatchObject({ group: 'word', rows: 40, seeds: 2, majority: 0.75, accuracy: { mean: 0.625 }, pairs: { rows: 20, original: 0.75, attacked: 30, turned: 5, success: { rate: 5 / 30 }, wordsChanged: 2.5, shareChanged: 0.5 } });
  // As wide as for the 15 rows that a seed attacks.
  const { low, high } = summary!.pairs!.success!;
  expect([low, high].map((share) => share.toFixed(3))).toEqual(['0.053', '0.416']);
  results.attacks[1]!.pairs = results.attacks[0]!.pairs = { ...pairs, originalCorrect: 0, correct: 0, turned: 0 };
  expect(attackSummaries(results, 'm')[0]!.pairs!.success).toBeNull();
});

test('the table has every set as a whole and by kind of row, also where older results know no originals', () => {
  const results = study();
  const { columns, rows } = attackTable(results);
  expect(rows.map((row) => [row[1], row[3], row[4]])).toEqual([['sst2', null, 80], ['sst2', 'sentence', 40], ['sst2', 'word', 40]]);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(attackOverview(results, 'm', 'sets').rows.map((row) => row.slice(0, 2))).toEqual([['sst2', 80]]);
  const kinds = attackOverview(results, 'm', 'kinds');
  expect(kinds.rows.map((row) => row.slice(0, 3))).toEqual([['sst2', 'sentence', 40], ['sst2', 'word', 40]]);
  expect(kinds.rows[1]![kinds.columns.findIndex(({ name }) => name === 'turned')]).toMatch(/^\d+ of 70$/);
  const older = { ...results, attacks: undefined!, attackedRows: undefined! };
  expect(attackTable(older).rows.map((row) => [row[3], row[4], row[10]])).toEqual([[null, 80, null], ['sentence', 40, null], ['word', 40, null]]);
  const namesOf = (part: 'sets' | 'kinds') => attackOverview(older, 'm', part).columns.map(({ name }) => name);
  expect([namesOf('sets'), namesOf('kinds')]).toEqual([['task', 'rows', 'attacked', 'majority', 'clean'], ['task', 'group', 'rows', 'attacked']]);
  expect(htmlOf(older)).toContain('<summary>By kind of row</summary>');
  expect(htmlOf(older)).toContain('do not say what the rows were before the attack');
  expect(htmlOf(older)).not.toContain('Texts before and after');
});

test('the figure has clean rows and each kind of row of a set, and none where there is one kind', () => {
  const results = study();
  const { values } = attackFigure(results)!.spec['data'] as { values: { kind: string; set: string; n: number }[] };
  expect(values.map(({ kind, n }) => [kind, n])).toEqual([['clean rows', 100], ['sentence', 40], ['word', 40]]);
  expect(attackFigure(results)!.summary).toMatch(/^m: from \d+\.\d% \(sst2 adv\., word, 40 rows\) to /);
  expect(attackFigure(results)!.summary).not.toMatch(/\.\./);
  const one = { ...results, attacks: results.attacks!.filter(({ group }) => group !== 'word') };
  expect(attackFigure(one)).toBeUndefined();
});

test('texts stand beside each other with the answers of the first seed, those that turned first', () => {
  const results = study();
  const page = htmlOf(results);
  expect(page.match(/<article class="attacked">/g)).toHaveLength(3);
  expect([...page.matchAll(/class="outcome">(\w+)/g)].map(([, word]) => word)).toEqual(['succeeded', 'succeeded', 'failed']);
  expect(page).toContain('<p class="caption">original: answer negative, right</p>\n<p><bdi>a <del>');
  expect(page).toContain('attacked: answer positive, wrong');
  results.attackedRows![0]!.attacked.label = 1;
  expect(htmlOf(results)).toContain('word; label negative, positive since the attack');
});

test('many sets show fewer rows each, with both outcomes', () => {
  const results = study();
  const row = results.attackedRows![0]!;
  const rows = Array.from({ length: 8 }, (_, i) => ({ ...row, id: `r${i}`, attacked: { label: 0, prediction: i < 6 ? 1 : 0 } }));
  const splits = Array.from({ length: 70 }, (_, i) => `adversarial-${i}`);
  const evaluation = results.evaluations.find(({ adversarial, task, source, seed }) => adversarial && task === 'sst2' && source === 'sst2' && seed === 1)!;
  results.evaluations.push(...splits.map((split) => ({ ...evaluation, split })));
  results.attackedRows = splits.flatMap((split) => rows.map((entry) => ({ ...entry, split })));
  const outcomes = [...htmlOf(results).matchAll(/class="outcome">(\w+)/g)].map(([, word]) => word);
  expect(outcomes).toHaveLength(2 * 70);
  expect(outcomes.slice(0, 2)).toEqual(['succeeded', 'failed']);
});
