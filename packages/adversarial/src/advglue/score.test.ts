import { advGlueScore, taskMetrics } from './score.ts';
import { reportPart } from './part-report.ts';

test('the mean over five tasks, MNLI the mean of its parts, QQP that of accuracy and F1', () => {
  // The row of BERT-large in AdvGLUE's table (Wang et al. 2021), whose average there is 33.68.
  const accuracy = (value: number) => ({ accuracy: value });
  const { tasks, mean } = advGlueScore({ sst2: accuracy(33.03), mnli: accuracy(28.72), 'mnli-mm': accuracy(27.05), rte: accuracy(40.46), qnli: accuracy(39.77), qqp: { accuracy: 37.91, f1: 16.56 } });
  expect(mean).toBeCloseTo(33.68, 2);
  expect(tasks['mnli']).toBeCloseTo(27.885, 10);
});

test('no mean without all parts, no MNLI without both of its parts', () => {
  expect(advGlueScore({ sst2: { accuracy: 1 }, mnli: { accuracy: 1 } })).toEqual({ tasks: { sst2: 1 }, mean: null });
});

test('F1 is that of class 1', () => {
  expect(taskMetrics('qqp', [1, 1, 0, 0], [1, 0, 1, 0])).toEqual({ accuracy: 0.5, f1: 0.5 });
  expect(taskMetrics('qqp', [0, 0], [0, 0])).toEqual({ accuracy: 1, f1: 0 });
  expect(taskMetrics('rte', [1], [1])).toEqual({ accuracy: 1 });
});

test('a part beside chance, majority, the clean task and its originals', () => {
  const report = reportPart({
    key: 'sst2', task: 'advglue-sst2', classes: 2, predictions: [0, 0, 1, 0], labels: [0, 1, 1, 1],
    clean: { task: 'sst2', split: 'test', correct: 8, n: 10 },
    annotations: { methods: ['a', 'a', 'b', 'b'], constructions: ['word', 'word', 'human', 'word'], originalRight: [true, true, null, true] },
  });
  expect(report).toMatchObject({ correct: 2, n: 4, accuracy: 0.5, chance: 0.5, majority: { label: 1, rate: 0.75 }, predicted: [3, 1], clean: { accuracy: 0.8 } });
  expect(report.drop!.absolute).toBeCloseTo(0.3, 12);
  // By hand from the exact intervals of 8 of 10 and 2 of 4.
  expect(report.drop!.interval.low).toBeCloseTo(0.3 - Math.hypot(0.8 - 0.44390, 0.93241 - 0.5), 4);
  expect(report.drop!.relative).toBeCloseTo(0.375, 12);
  expect(report.pairs).toMatchObject({ original: { correct: 3, n: 3 }, adversarial: { correct: 1, n: 3 }, mcNemar: { onlyFirst: 2, onlySecond: 0, p: 0.5 } });
  expect(report.byMethod).toMatchObject({ a: { correct: 1, n: 2, pairs: { original: { correct: 2, n: 2 }, adversarial: { correct: 1 } } }, b: { correct: 1, n: 2, pairs: { original: { correct: 1, n: 1 } } } });
  expect([report.byMethod!['a']!, report.byMethod!['b']!].map(({ majority, pairs }) => [majority, pairs!.mcNemar.p, pairs!.adjustedP])).toEqual([[0.5, 1, 1], [1, 1, 1]]);
  expect(report.byConstruction!['human']).toMatchObject({ correct: 1, n: 1, majority: 1 });
  expect(report.byConstruction!['human']).not.toHaveProperty('pairs');
});
