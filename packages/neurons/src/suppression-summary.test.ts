import { summariseSuppression, type SuppressionRun } from './suppression-summary.ts';

const labels = Int32Array.of(1, 1, 1, 1);
/** Right on the first so many of four examples. */
const evaluation = (correct: number) => ({ n: 4, correct, loss: 0, labels, margins: new Float32Array(4), predictions: labels.map((label, i) => (i < correct ? label : 0)) });
const run = (neurons: SuppressionRun['neurons'], ranking: string | null, prompt: string, draw: number | null, correct: number, percent = 10): SuppressionRun =>
  ({ neurons, ranking, prompt, draw, percent, layer: null, evaluation: evaluation(correct) });

const runs = [
  run('skill', 'clean', 'a', null, 4, 0),
  run('skill', 'clean', 'a', null, 1), run('skill', 'clean', 'b', null, 2), run('skill', 'adversarial', 'a', null, 3), run('skill', 'adversarial', 'b', null, 3),
  run('random', null, 'a', 0, 4), run('random', null, 'a', 1, 3), run('random', null, 'b', 0, 4), run('random', null, 'b', 1, 4),
  run('least', 'clean', 'a', null, 4), run('least', 'clean', 'b', null, 4),
];

test('levels over prompts and draws, and every ranking against the controls that are its own or everyone’s', () => {
  const { levels, contrasts } = summariseSuppression(runs, { seed: 1, resamples: 50 });
  expect(levels.map(({ neurons, ranking, percent, accuracy, runs: { length } }) => [neurons, ranking, percent, accuracy, length])).toEqual([
    ['skill', 'clean', 0, 1, 1], ['skill', 'clean', 10, 0.375, 2], ['skill', 'adversarial', 10, 0.75, 2], ['random', null, 10, 0.9375, 4], ['least', 'clean', 10, 1, 2],
  ]);
  expect(levels[3]!.overRuns).toEqual({ low: 0.75, high: 1 });
  expect(contrasts.map(({ ranking, control, difference, prompts, draws }) => [ranking, control, difference, prompts, draws])).toEqual([
    ['clean', 'random', 0.5625, 2, 2], ['clean', 'least', 0.625, 2, 1], ['adversarial', 'random', 0.1875, 2, 2],
  ]);
});
