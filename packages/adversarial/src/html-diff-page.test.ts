import fc from 'fast-check';
import { summariseAttack } from './attack/summarise-attack.ts';
import type { AttackRecord } from './attack/attack-record.ts';
import { diffPage } from './html-diff-page.ts';

const recordOf = (id: string, before: string, after: string, status: AttackRecord['status']): AttackRecord => ({
  id,
  status,
  label: 1,
  words: 4,
  perturbedWords: 1,
  queries: 7,
  exhausted: null,
  changes: [],
  original: { fields: { sentence: before }, prediction: status === 'skipped' ? 0 : 1, probabilities: [0.2, 0.8] },
  perturbed: { fields: { sentence: after }, prediction: status === 'succeeded' ? 0 : 1, probabilities: [0.6, 0.4] },
});
const pageOf = (records: AttackRecord[]) =>
  diffPage({ title: 'films-<attack>', facts: [['model', 'tiny']], labels: ['bad', 'good'], summary: summariseAttack(records), records });

test('the page holds the table, every text and a choice of outcomes, and no script', () => {
  const page = pageOf([
    recordOf('1', 'a good film', 'a god film', 'succeeded'),
    recordOf('2', 'fine', 'fine', 'failed'),
    recordOf('3', 'so so', 'so so', 'skipped'),
  ]);
  expect(page).toContain('<th scope="row">attack success</th><td>50.0 %</td><td>1.3 to 98.7 % (1 of 2)</td>');
  expect(page).toContain('<p class="caption">original: good 80.0 %</p>\n<p><bdi>a <del>');
  expect(page).toContain('<p class="caption">attacked: bad 60.0 %; 1 of 4 words, 7 queries</p>\n<p><bdi>a <ins>');
  // What was not attacked has no other side.
  expect(page.match(/class="caption"/g)).toHaveLength(5);
  for (const outcome of ['succeeded', 'failed', 'skipped']) {
    expect(page).toContain(`id="show-${outcome}"`);
    expect(page.match(new RegExp(`<article class="${outcome}">`, 'g'))).toHaveLength(1);
    expect(page).toContain(`#show-${outcome}:checked`);
  }
  expect(page).not.toMatch(/<script|javascript:|https?:\/\//);
});

test('hostile text adds no markup', () => {
  const tags = (page: string) =>
    page
      .replace(/<style>.*?<\/style>/s, '')
      .match(/<[^>]*>/g)!
      .filter((tag) => !/^<\/?(del|ins|span)\b/.test(tag));
  const plain = tags(pageOf([recordOf('x', 'x', 'y', 'succeeded')]));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style>', '<!--', '</bdi></dd>', '\u202e&lt;'),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (id, before, after) => {
      expect(tags(pageOf([recordOf(id, before, after, 'succeeded')]))).toEqual(plain);
    }),
    { numRuns: 30 },
  );
});
