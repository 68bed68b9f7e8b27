import { findValues } from './results-path.ts';

const results = { title: 'T', evaluations: [{ task: 'a', seed: 1, correct: 3, groups: { typo: { n: 2 } } }, { task: 'a', seed: 2, correct: 4 }], specificity: [{ rho: [[1, 0.5]] }] };
const of = (path: string) => findValues(results, path).map(({ path: found, section, entry, value }) => [found, section, entry, value]);

test('a value is found by position, in two ways to write it, and by fields', () => {
  const [first, second] = results.evaluations;
  expect(of('evaluations[1].correct')).toEqual([['evaluations[1].correct', 'evaluations', second, 4]]);
  expect(of('evaluations.1.correct')).toEqual(of('evaluations[1].correct'));
  expect(of('evaluations[task=a,seed=1].groups.typo.n')).toEqual([['evaluations[0].groups.typo.n', 'evaluations', first, 2]]);
  expect(of('evaluations[task=a].correct').map(([, , , value]) => value)).toEqual([3, 4]);
  expect(of('specificity[0].rho[0][1]')).toEqual([['specificity[0].rho[0][1]', 'specificity', results.specificity[0], 0.5]]);
  expect(of('title')).toEqual([['title', 'title', 'T', 'T']]);
});

test.each(['evaluations[2].correct', 'nothing', 'evaluations[seed=3]', 'constructor', 'title.length', '__proto__.x'])('%s is not there', (path) => {
  expect(() => findValues(results, path)).toThrow(expect.objectContaining({ code: 'RESULTS_PATH' }) as Error);
});
