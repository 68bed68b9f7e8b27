import type { Workspace } from '../workspace.ts';
import { attackResults, type AnsweredSplit, type AttackSources } from './attack-results.ts';

interface MadeUpRow {
  id: string;
  text: string;
  label: number;
  prediction: number;
  group?: string;
  /** Id of the row before the attack. */
  of?: string;
}

const answered = (split: string, rows: readonly MadeUpRow[]) => ({
  split: { split, labels: ['no', 'yes'], examples: rows.map(({ id, label, group }) => ({ id, label, ...(group === undefined ? {} : { group }) })) },
  evaluation: { predictions: Int32Array.from(rows, ({ prediction }) => prediction), labels: Int32Array.from(rows, ({ label }) => label) },
}) as unknown as AnsweredSplit;

function attacked(clean: readonly MadeUpRow[], rows: readonly MadeUpRow[]) {
  const example = ({ id, text, label }: MadeUpRow) => ({ id, label, fields: { text } });
  const texts = rows.flatMap((row) => clean.filter(({ id }) => id === row.of).map((original) => [row.id, { attacked: example(row), original: example(original) }] as const));
  const workspace = { originalTexts: async () => ({ originalSplit: 'test', rows: new Map(texts) }) } as unknown as Workspace;
  return attackResults({ workspace, model: 'm', task: 't', seed: 1, clean: answered('test', clean), attacked: answered('adversarial', rows) } as unknown as AttackSources);
}

const clean = [
  { id: '1', text: 'a good film', label: 1, prediction: 1 },
  { id: '2', text: 'a bad film', label: 0, prediction: 0 },
  { id: '3', text: 'so so', label: 1, prediction: 0 },
];

test('answers that were right before are turned or stay; what was wrong before, or has no original, cannot be attacked', async () => {
  const { attacks } = await attacked(clean, [
    { id: 'a', text: 'a god film', label: 1, prediction: 0, group: 'typo', of: '1' },
    { id: 'b', text: 'a bda film', label: 0, prediction: 0, group: 'typo', of: '2' },
    { id: 'c', text: 'so s o !', label: 1, prediction: 1, group: 'typo', of: '3' },
    { id: 'd', text: 'by hand', label: 0, prediction: 1, group: 'human' },
  ]);
  const place = { model: 'm', task: 't', split: 'adversarial', seed: 1 };
  const pairs = { n: 3, originalCorrect: 2, correct: 2, turned: 1, wordsChanged: 5 / 3, shareChanged: (1 / 3 + 1 / 3 + 3 / 2) / 3 };
  expect(attacks).toEqual([
    { ...place, group: null, correct: 2, n: 4, classCounts: [2, 2], pairs },
    { ...place, group: 'typo', correct: 2, n: 3, classCounts: [1, 2], pairs },
    { ...place, group: 'human', correct: 0, n: 1, classCounts: [1, 0], pairs: null },
  ]);
});

test('rows to read: those that turned before those that stayed, kinds in turn, other attacks on a shown text last', async () => {
  const row = (id: string, group: string, of: string, turned: boolean) => {
    const { label } = clean.find((entry) => entry.id === of)!;
    return { id, text: `${id} ${'x'.repeat(2000)}`, label, prediction: turned ? 1 - label : label, group, of };
  };
  const { rows } = await attacked(clean, [row('stays', 'typo', '1', false), row('first', 'typo', '1', true), row('again', 'word', '1', true), row('second', 'typo', '2', true), row('wrong', 'word', '3', true)]);
  expect(rows.map(({ id }) => id)).toEqual(['first', 'second', 'again', 'stays']);
  expect(rows[0]!.fields[0]!.after.length).toBeLessThan(300);
});
