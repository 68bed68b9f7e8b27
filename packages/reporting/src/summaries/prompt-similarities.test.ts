import { spearman } from '@skill-neurons/core';
import { buildStudyResults } from '../testing/index.ts';
import { similarityByKinship, transferPredictors, transferPredictorSentence } from './prompt-similarities.ts';
import { transferPairs } from './transfer.ts';

const results = buildStudyResults({ tasks: 6, models: [{ id: 'm', architecture: 't5' }] });

test('rho is that of similarity and relative transfer over ordered pairs of tasks', () => {
  const predictors = transferPredictors(results);
  expect(predictors.map(({ label, seeds, kind }) => [label, seeds, kind])).toEqual([
    ['cosine, mean of tokens', 'same', 'prompt'], ['cosine, mean of tokens', 'other', 'prompt'], ['activated neurons', 'same', 'prompt'], ['activated neurons', 'other', 'prompt'],
    ['ranking of neurons', null, 'ranking'], ['same task type', null, 'type'],
  ]);
  const { tasks, values } = results.promptSimilarities![1]!;
  const pairs = transferPairs(results, 'm');
  expect(predictors[1]).toMatchObject({ pairs: 30, rho: expect.closeTo(spearman(pairs.map(({ source, target }) => values[tasks.indexOf(source)]![tasks.indexOf(target)]!), pairs.map(({ relative }) => relative)), 12) as number });
  expect(predictors[1]!.adjustedP).toBeGreaterThanOrEqual(predictors[1]!.p);
  expect(predictors.at(-1)!.adjustedP).toBeNull();
});

test('the sentence says what is found, with its yardstick, and when nothing is', () => {
  // Prompts of one type are alike here, and transfer: types explain it all.
  expect(transferPredictorSentence(results)).toMatch(/^m: \d of 5 measures go with transfer more than chance would \(strongest: .+, rho 0\.\d\d, p .+, adjusted .+, over 6 tasks; that two tasks are of one type has rho 0\.\d\d, /);
  const flat = { ...results, promptSimilarities: results.promptSimilarities!.map((entry) => ({ ...entry, values: entry.values.map((row, i) => row.map((_, j) => (i === j ? null : ((i + 1) * (j + 1) * 7) % 11))) })), specificity: [] };
  expect(transferPredictorSentence(flat)).toMatch(/^m: none of 4 measures tells which prompts transfer better than chance would/);
  expect(transferPredictors({ ...results, promptSimilarities: undefined })).toEqual([]);
  expect(transferPredictors({ ...results, evaluations: [] })).toEqual([]);
});

test('means on the diagonal, within and between types', () => {
  const entry = { model: 'm', measure: 'cosineAverage' as const, seeds: 'other' as const, tasks: ['sst2', 'imdb', 'qqp'], values: [[0.9, 0.5, 0.1], [0.5, 0.7, null], [0.1, null, 0.8]] };
  const { own, type, other } = similarityByKinship(results, entry);
  expect([own, type, other].map((value) => value.toFixed(6))).toEqual(['0.800000', '0.500000', '0.100000']);
});
