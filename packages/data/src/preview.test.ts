import { countClasses } from './class-counts.ts';
import { fingerprintExamples } from './fingerprint.ts';
import { previewTask } from './preview.ts';
import { taskWith, wordTokenizer } from './task.test.helper.ts';

test('a preview shows the first inputs as the model reads them', async () => {
  const task = await taskWith('  train: { file: a.tsv, fields: { text: t }, label: { column: l } }', { 'a.tsv': 't\tl\na b c\t1\nb\t0\nc\t1\n' });
  const preview = await previewTask({ task, split: 'train', family: 'masked-lm', tokenizer: wordTokenizer(['a', 'b', 'c', 'bad', 'good']), maxLength: 4, count: 2 });
  expect(preview).toMatchObject({
    split: 'train',
    classes: { counts: [1, 2], total: 3, majorityClass: 1 },
    labelWords: [{ word: 'bad', id: 8, token: 'bad', pieces: [8] }, { word: 'good', id: 9, token: 'good', pieces: [9] }],
    examples: [
      { id: '0', labelName: 'positive', labelWord: 'good', labelTokenId: 9, ids: [0, 5, 6, 1], tokens: ['<s>', 'a', 'b', '</s>'], text: '<s> a b </s>', truncated: true },
      { id: '1', labelName: 'negative', text: '<s> b </s>', truncated: false },
    ],
  });
  expect(preview.examples).toHaveLength(2);
});

test('class counts give the accuracy that needs no model', () => {
  expect(countClasses([{ label: 1 }, { label: 1 }, { label: 0 }, { label: 1 }], 3)).toEqual({ counts: [1, 3, 0], total: 4, majorityClass: 1, majorityRate: 0.75 });
  expect(countClasses([], 2)).toEqual({ counts: [0, 0], total: 0, majorityClass: 0, majorityRate: 0 });
});

test('a fingerprint changes with any text, label or order, not with the order of fields', () => {
  const a = { id: '0', fields: { x: 'a', y: 'b' }, label: 0 };
  const b = { id: '1', fields: { x: 'c', y: 'd' }, label: 1 };
  const base = fingerprintExamples([a, b]);
  expect(base).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprintExamples([{ ...a, fields: { y: 'b', x: 'a' } }, b])).toBe(base);
  for (const other of [[b, a], [a], [{ ...a, label: 1 }, b], [{ ...a, fields: { x: 'a', y: 'B' } }, b], [{ ...a, group: 'T3' }, b]]) expect(fingerprintExamples(other)).not.toBe(base);
});
