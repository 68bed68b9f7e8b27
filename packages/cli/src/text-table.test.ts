import { accuracy, resultsTable, shareOf } from './results-table.ts';
import { textTable } from './text-table.ts';

test('numbers, with units, ranges or standard errors, stand flush right, words flush left', () => {
  expect(textTable(['name', 'size', 'accuracy', 'mixed'], [['a', '9 B', '98.0 ± 1.0', '1'], ['bb', '12.5 kB', '-', 'x']]).split('\n')).toEqual([
    '| name |    size |   accuracy | mixed |',
    '| :--- | ------: | ---------: | :---- |',
    '| a    |     9 B | 98.0 ± 1.0 | 1     |',
    '| bb   | 12.5 kB |          - | x     |',
  ]);
});

test('columns are counted as a terminal shows them, and what could steer it is replaced', () => {
  const [, , wide, evil] = textTable(['name', 'n'], [['映画', '1'], ['a\x1b[2Jb', '2']]).split('\n');
  expect(wide).toBe('| 映画   |  1 |');
  expect(evil).not.toContain('\x1b');
});

test('a terminal that is too narrow gets a line per cell', () => {
  const rows = [['first', '1'], ['', '2']];
  expect(textTable(['a name', 'n'], rows, 15)).toMatch(/^\| a name \|/);
  expect(textTable(['a name', 'n'], rows, 14)).toBe('a name  first\nn       1\n\nn       2');
});

test('results: the table of the field, its arrow by which way is better, what is unknown left out', () => {
  const row = { task: 'films', split: 'test', metric: accuracy, ...shareOf({ correct: 98, n: 100 }) };
  expect(resultsTable([row, { ...row, metric: { name: 'attack success', higherIsBetter: false }, value: 0.5, majority: 0.6 }]).split('\n')).toEqual([
    '| Task  | Split |   n | Metric            |    | Value |    | Stderr |         95 % | Majority |',
    '| :---- | :---- | --: | :---------------- | :- | ----: | :- | -----: | -----------: | -------: |',
    '| films | test  | 100 | accuracy, %       | ↑  |  98.0 | ±  |    1.4 | 93.0 to 99.4 |          |',
    '| films | test  | 100 | attack success, % | ↓  |  50.0 | ±  |    1.4 | 93.0 to 99.4 |     60.0 |',
  ]);
  expect(resultsTable([row, row], 60)).toBe(
    ['Task films, Split test, n 100, Metric accuracy, % ↑, 95 % 93.0 to 99.4', '|      Value |', '| ---------: |', '| 98.0 ± 1.4 |', '| 98.0 ± 1.4 |'].join('\n'),
  );
});

test('the standard error is that of a sample: s / sqrt(n), and none of one row', () => {
  // Of the values 1, 1, 1, 0: variance 0.25, so sqrt(0.25 / 4).
  expect(shareOf({ correct: 3, n: 4 }).standardError).toBeCloseTo(0.25, 12);
  expect(shareOf({ correct: 1, n: 1 }).standardError).toBeNull();
});
