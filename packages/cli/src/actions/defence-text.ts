import type { Interval, SignFlipTest } from '@skill-neurons/core';
import { percent } from '../accuracy-text.ts';
import { textTable } from '../text-table.ts';
import type { DefenceComparison, DefenceDifference, MeanAccuracy, OverSeeds } from './defence-comparison.ts';
import { pText } from './statistics-text.ts';

const level = 0.05;

/** One table of what each way of tuning gives, one of the differences to plain tuning, and a sentence for each. */
export function comparisonText({
  summaries,
  differences,
  recipe,
  seeds,
  top,
  adversarial,
}: DefenceComparison & { recipe: string; seeds: readonly number[]; top: number; adversarial: readonly string[] }): string {
  const accuracy = ({ accuracy: mean, interval, values }: MeanAccuracy) => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map(percent);
    return `${percent(mean)} ${rangeText(interval)}${values.length < 2 ? '' : ` (${least} to ${most})`}`;
  };
  const rows = summaries.map((s) => [
    s.defence,
    accuracy(s.clean),
    accuracy(s.adversarial),
    `${points(s.drop.value)} ${rangeText(s.drop.interval)}`,
    accuracy(s.underAttack),
    `${seedsText(s.shared, percent)} (${percent(s.sharedByChance)})`,
    `${s.predictivityClean.mean.toFixed(3)} -> ${s.predictivityAdversarial.mean.toFixed(3)}`,
    seedsText(s.separation, (value) => value.toFixed(3)),
  ]);
  const { clean, adversarial: rowsAdversarial, underAttack } = summaries[0]!;
  const rowsOf = adversarial.length > 0 ? adversarial.join(', ') : 'attacked rows';
  return [
    `accuracies: means over seeds ${seeds.join(', ')} with 95 % intervals of the rows${seeds.length > 1 ? ' (least to most over seeds)' : ''}; n = ${clean.n} clean, ${rowsAdversarial.n} adversarial (${rowsOf}), ` +
      `${underAttack.n} attacked by ${recipe}, each prompt by its own attack`,
    `neurons: top ${top} % of each layer on validation rows against adversarial ones${seeds.length > 1 ? ', mean (least to most over seeds)' : ''}; ` +
      'above others: probability that one is more predictive on adversarial rows than another neuron, 0.5 by chance',
    textTable(
      ['tuning', 'clean %', 'adversarial %', 'drop', 'under attack %', 'shared skill neurons % (by chance)', 'their predictivity', 'above others'],
      rows,
    ),
    'less plain tuning, in points [95 %]; accuracies over rows, neurons over seeds; sign-flip tests, each by itself',
    textTable(
      ['tuning', 'clean', 'p', 'adversarial', 'p', 'under attack', 'p', 'shared', 'p', 'above others', 'p'],
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
