import { shareStandardError, type Interval, type SignFlipTest } from '@skill-neurons/core';
import { percent } from '../accuracy-text.ts';
import { accuracy, resultsTable } from '../results-table.ts';
import { textTable } from '../text-table.ts';
import type { DefenceComparison, DefenceDifference, MeanAccuracy, OverSeeds } from './defence-comparison.ts';
import { pText } from './statistics-text.ts';

const level = 0.05;

/** Tables of accuracies, of what neurons do, of the differences to plain tuning, and a sentence for each. */
export function comparisonText({
  summaries,
  differences,
  task,
  recipe,
  seeds,
  top,
  adversarial,
}: DefenceComparison & { task: string; recipe: string; seeds: readonly number[]; top: number; adversarial: readonly string[] }): string {
  const attacked = adversarial.length > 0 ? adversarial.join(', ') : 'attacked rows';
  const results = summaries.flatMap((s) =>
    ([['test', s.clean], [attacked, s.adversarial], [`under attack by ${recipe}`, s.underAttack]] as const).map(([split, { n, accuracy: value, interval }]) => ({
      task, split, prompt: s.defence, n, metric: accuracy, value, standardError: shareStandardError(value, n), interval,
    })),
  );
  const overSeeds = ({ values }: MeanAccuracy) => (values.length < 2 ? '' : `${percent(Math.min(...values))} to ${percent(Math.max(...values))}`);
  const rows = summaries.map((s) => [
    s.defence,
    `${points(s.drop.value)} ${rangeText(s.drop.interval)}`,
    ...(seeds.length < 2 ? [] : [s.clean, s.adversarial, s.underAttack].map(overSeeds)),
    `${seedsText(s.shared, percent)} (${percent(s.sharedByChance)})`,
    `${s.predictivityClean.mean.toFixed(3)} -> ${s.predictivityAdversarial.mean.toFixed(3)}`,
    seedsText(s.separation, (value) => value.toFixed(3)),
  ]);
  return [
    `accuracies: means over seeds ${seeds.join(', ')} with standard errors and intervals of the rows; under attack: each prompt by its own attack`,
    resultsTable(results),
    '',
    `neurons: top ${top} % of each layer on validation rows against adversarial ones${seeds.length > 1 ? ', mean (least to most over seeds)' : ''}; ` +
      'above others: probability that one is more predictive on adversarial rows than another neuron, 0.5 by chance',
    textTable(
      [
        'Tuning', 'Drop [95 %]', ...(seeds.length < 2 ? [] : ['Seeds: test', 'adversarial', 'under attack']), 'Shared skill neurons, % (by chance)', 'Their predictivity', 'Above others',
      ],
      rows,
    ),
    '',
    'less plain tuning, in points [95 %]; accuracies over rows, neurons over seeds; sign-flip tests, each by itself',
    textTable(
      ['Tuning', 'Test', 'p', 'Adversarial', 'p', 'Under attack', 'p', 'Shared', 'p', 'Above others', 'p'],
      differences.map(({ defence, ...tests }) => [
        defence,
        ...(['clean', 'adversarial', 'underAttack', 'shared', 'separation'] as const).flatMap((kind) => [
          differenceText(tests[kind]),
          pText(tests[kind].p),
        ]),
      ]),
    ),
    ...differences.map((difference) => sentence(difference, seeds.length)),
  ].join('\n');
}

/** What can be said, and what cannot. */
function sentence({ defence, clean, adversarial, underAttack, shared, separation }: DefenceDifference, seeds: number): string {
  const claim = (test: SignFlipTest, what: string) =>
    test.p > level ? `no difference ${what} can be told` : `${test.mean > 0 ? 'more' : 'fewer'} right answers ${what} (${points(test.mean)} points)`;
  const neurons = [shared, separation].every(({ leastP }) => leastP > level)
    ? `whether its skill neurons stay the same ones more often cannot be told from ${seeds} seed${seeds === 1 ? '' : 's'} (six are the least)`
    : `skill neurons: shared ${verdict(shared)}, above others ${verdict(separation)}`;
  const claims = [claim(underAttack, 'under attack'), claim(adversarial, 'on adversarial rows'), claim(clean, 'on clean rows')];
  return `${defence} against plain: ${claims.join(', ')}; ${neurons}.`;
}

const verdict = ({ p, mean }: SignFlipTest) => (p > level ? 'no different' : mean > 0 ? 'more' : 'less');
const points = (value: number) => `${value < 0 ? '' : '+'}${percent(value)}`;
const rangeText = ({ low, high }: Interval) => `[${percent(low)}, ${percent(high)}]`;
const differenceText = ({ mean, low, high }: SignFlipTest) =>
  Number.isFinite(low) && Number.isFinite(high) ? `${points(mean)} ${rangeText({ low, high })}` : points(mean);
const seedsText = ({ mean, values }: OverSeeds, text: (value: number) => string) =>
  values.length < 2 ? text(mean) : `${text(mean)} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
