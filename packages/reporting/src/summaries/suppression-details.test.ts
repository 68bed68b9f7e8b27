import type { StudyResults } from '../study-results.ts';
import { buildStudyResults } from '../testing/index.ts';
import { contrastsAtLargestRate, contrastSummaries, elsewherePoints, layerSweep, suppressionMethod } from './suppression-details.ts';
import { suppressionCurves, suppressionGaps, suppressionTargets } from './suppression.ts';
import { suppressionSpecificityTable } from '../tables/suppression-detail-tables.ts';

const results = buildStudyResults({ tasks: 3, seeds: 2, layers: 2, percents: [0, 5, 20], suppression: { skill: 0.3, random: 0.05 } });

test('contrasts: means over seeds, limits that seeds do not narrow', () => {
  const [first] = contrastSummaries(results);
  const seeds = results.suppressionContrasts!.filter((c) => (['model', 'task', 'split', 'ranking', 'control', 'percent'] as const).every((name) => c[name] === first![name]));
  expect(seeds).toHaveLength(2);
  expect(first!.seeds).toBe(2);
  expect(first!.difference).toBeCloseTo((seeds[0]!.difference + seeds[1]!.difference) / 2, 12);
  expect(first!.high - first!.low).toBeCloseTo((seeds[0]!.high - seeds[0]!.low + seeds[1]!.high - seeds[1]!.low) / 2, 12);
  expect([first!.lowestSeed, first!.highestSeed]).toEqual(seeds.map(({ difference }) => difference).sort((a, b) => a - b));
  const largest = contrastsAtLargestRate(results);
  expect(new Set(largest.map(({ percent }) => percent))).toEqual(new Set([20]));
  // Per model: three tasks, two of them with adversarial data, three controls.
  expect(largest.filter(({ model }) => model === 'tiny-t5')).toHaveLength((3 + results.tasks.filter(({ splits }) => splits.some(({ adversarial }) => adversarial)).length) * 3);
});

test('what is measured layer by layer or on other tasks is no part of curves and gaps', () => {
  const without: StudyResults = { ...results, suppression: results.suppression.filter(({ layer, neuronsOf }) => layer === undefined && neuronsOf === undefined) };
  expect(without.suppression.length).toBeLessThan(results.suppression.length);
  const targets = suppressionTargets(results, 'tiny-t5');
  expect(targets).toEqual(suppressionTargets(without, 'tiny-t5'));
  for (const target of targets) {
    expect(suppressionCurves(results, 'tiny-t5', target)).toEqual(suppressionCurves(without, 'tiny-t5', target));
    expect(suppressionGaps(results, 'tiny-t5', target)).toEqual(suppressionGaps(without, 'tiny-t5', target));
  }
});

test('layer by layer: both kinds of neurons, over seeds', () => {
  const sweep = layerSweep(results, 'tiny-roberta');
  expect(sweep).toHaveLength(3 * 2 * 2);
  expect(sweep.every(({ runs, percent }) => runs === 2 && percent === 20)).toBe(true);
});

test('other tasks: every pair, with what its own prompt reaches intact; tasks of a type lose more', () => {
  const points = elsewherePoints(results, 'tiny-roberta');
  expect(points).toHaveLength(9);
  expect(points.filter(({ task, neuronsOf }) => task === neuronsOf).every(({ skill, intact }) => intact! - skill > 0.2)).toBe(true);
  const rows = suppressionSpecificityTable(results).rows.filter(([model]) => model === 'tiny-roberta');
  expect(rows.map(([, name, pairs]) => [name, pairs])).toEqual([['the task itself', 3], ['other tasks of its type', 2], ['tasks of other types', 4]]);
  expect(rows[1]![4]).toBeGreaterThan(rows[2]![4] as number);
  expect(elsewherePoints({ ...results, suppression: results.suppression.filter(({ neuronsOf }) => neuronsOf === undefined) }, 'tiny-roberta')).toEqual([]);
});

test('how neurons were suppressed, in words; results of earlier versions are the paper’s way', () => {
  const settings = results.suppressionSettings!;
  const method = (change: Partial<typeof settings>) => suppressionMethod({ ...results, suppressionSettings: { ...settings, ...change } });
  const earlier = { ...results };
  delete earlier.suppressionSettings;
  expect(suppressionMethod(earlier)).toBe('set to zero at all positions');
  expect(method({ replace: 'mean', positions: 'prompt' })).toBe('set to their mean activations at the prompt positions');
  expect(method({ replace: 'gaussian', noiseScale: 2 })).toContain('2 times their standard deviations');
});
