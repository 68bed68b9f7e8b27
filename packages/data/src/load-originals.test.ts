import { loadExamples } from './load-examples.ts';
import { loadOriginals, originalSplitOf } from './load-originals.ts';
import { taskWith } from './task.test.helper.ts';

const source = (file: string, more = '') => `{ file: ${file}, id: i, fields: { text: t }, label: { column: l }${more} }`;

test('originals are found in the split that the task file names, and only there', async () => {
  const attacked = source('attacked.tsv', ', original_id: o, original_split: test');
  const splits = `  test: ${source('clean.tsv')}\n  attacked: ${attacked}\n  some: { from: attacked, rows: 2 }\n  unsaid: ${source('attacked.tsv', ', original_id: o')}`;
  const task = await taskWith(splits, { 'clean.tsv': 'i\tt\tl\n1\tgood\t1\n2\tbad\t0\n', 'attacked.tsv': 'i\tt\tl\to\na\tgod\t1\t1\nb\thand\t0\t9\nc\tbd\t0\t2\n' });
  const named = [['a', 'good'], ['b', undefined], ['c', 'bad']];
  for (const [split, rows] of [['attacked', 1], ['some', 2], ['unsaid', 3]] as const) {
    const examples = await loadExamples(task, split);
    const originals = await loadOriginals(task, split, examples);
    expect(examples).toHaveLength(rows);
    for (const [i, { id }] of examples.entries()) expect([id, originals[i]?.fields['text']]).toEqual(split === 'unsaid' ? [id, undefined] : named.find(([name]) => name === id));
  }
  expect(['test', 'attacked', 'some', 'unsaid', 'none'].map((split) => originalSplitOf(task, split))).toEqual([undefined, 'test', 'test', undefined, undefined]);
});
