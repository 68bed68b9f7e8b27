import type { NeuronControl, NeuronProfile, StudyResults } from '../../study-results.ts';
import { singleNeuronTable } from '../../tables/single-neuron-table.ts';
import { buildStudyResults } from '../../testing/index.ts';
import { digitsBetween, smallText } from '../neuron-numbers.ts';
import { neuronPanels } from './neuron-panels.ts';

const small = { tasks: 2, layers: 2, width: 40, percents: [0, 15], randomDraws: 1, adversarialTasks: ['sst2'] };
const results = buildStudyResults(small);
const pageOf = (of: StudyResults) => neuronPanels(of)!.text;
const count = (page: string, pattern: RegExp) => page.match(pattern)?.length ?? 0;
/** Without what earlier versions did not store, and with the best of each seed, as they had it. */
const earlier = (profile: NeuronProfile): NeuronProfile => {
  const { model, task, split, seed, stack, layer, position, sign, clean, adversarial, threshold, low, high, histogram, highest, lowest } = profile;
  return { model, task, split, seed, stack, layer, neuron: profile.neuron + seed, position, sign, clean, adversarial, threshold, low, high, histogram, highest, lowest };
};

test('a panel for every model and task, in it five neurons, in each a part for every seed that the page can choose by', () => {
  const page = pageOf(results);
  expect(count(page, /<details class="neurons" data-model="/g)).toBe(4);
  expect(count(page, /<div class="neuron" data-layer="[01]"/g)).toBe(4 * 5);
  expect(count(page, /<div class="seed" data-seed="[12]"/g)).toBe(4 * 5 * 2);
  // A line per seed, on clean data and where there is adversarial data on that.
  expect(count(page, /<g data-seed="[12]"/g)).toBe(2 * 5 * 2 * (2 + 1));
  expect(page).toMatch(/aria-label="Predictivity of neuron 1\.7 by prompt position; seed 1: best at 3, 90\.0%, adversarial 6\d\.\d%; seed 2/);
  expect(page).toMatch(/aria-label="Activations with seed 1, -3\.00 to 3\.00, baseline 0\.20; class means, clean: negative -?\d\.\d\d, positive -?\d\.\d\d; adversarial: negative/);
  expect(count(page, /<p>Fires most, clean<\/p>/g)).toBe(4 * 5 * 2);
  expect(count(page, /<p>Fires most, adversarial<\/p>/g)).toBe(2 * 5 * 2);
});

test('what suppressing one neuron does is told as it is: counts of answers, points, p, margins', () => {
  const [first, ...others] = results.neuronProfiles!;
  const [test0, adversarial0] = first!.suppressedAlone!;
  const known = {
    ...first!,
    suppressedAlone: [
      { ...test0!, n: 400, correct: 300, lost: 3, gained: 1, p: 0.625, margin: 2.5, marginChange: -0.0412, standardError: 0.01, marginChangeByLabel: [0.01, -0.09] },
      { ...adversarial0!, lost: 0, gained: 0, p: 1 },
    ],
  };
  const one = { ...results, seeds: [1], neuronProfiles: [known, ...others.filter(({ model, task, seed }) => model === first!.model && task === first!.task && seed === 1)] };
  const page = pageOf(one);
  const [told] = /Suppressed alone.*?<\/p>/.exec(page)!;
  expect(told).toContain('(1 seed), it changes 4 of 400 answers on test (3 lost, 1 gained, -0.50 points), and the margin, 2.50 on average, by +0.010 (label negative) and -0.090 (label positive); none of 120 answers on adversarial, and the margin,');
  const cells = [...page.slice(page.indexOf('Each neuron suppressed alone'), page.indexOf('<div class="neuron"')).matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, text]) => text);
  expect(cells.slice(0, 8)).toEqual(['1', '1', '3, 1 of 400', '-0.5', '0.625', '-0.041 ± 0.010', '3 of 3', '0, 0 of 120']);
  expect(page.includes('One neuron seldom changes an answer')).toBe(true);
  const rows = singleNeuronTable(one).rows;
  expect(rows).toHaveLength(5 * 2);
  expect(rows[0]!.slice(0, 20)).toEqual(['tiny-roberta', 'sst2', '1.7', 'encoder', 1, 3, 1, 0.9, known.adversarial, 'varied', 'test', 400, 300, 3, 1, -0.005, 0.625, 2.5, -0.0412, 0.01]);
});

test('single neurons stand beside random ones of their layer: ranges, how many move the margin less, no p-value', () => {
  const [first, ...others] = results.neuronProfiles!.filter(({ model, task, seed }) => model === 'tiny-roberta' && task === 'sst2' && seed === 1);
  const [test0] = first!.suppressedAlone!;
  const run = (marginChange: number, [a, b]: [number, number], lost = 0) => ({ ...test0!, lost, gained: 0, marginChange, marginChangeByLabel: [a, b] });
  const control = (neuron: number, suppressed: typeof test0, of: Partial<NeuronControl> = {}): NeuronControl => ({
    model: 'tiny-roberta', task: 'sst2', seed: 1, stack: 'encoder', layer: first!.layer, neuron, answers: 'varied', suppressedAlone: [suppressed!], ...of,
  });
  const one: StudyResults = {
    ...results, seeds: [1],
    // On all rows together it does little, on the second label much: random ones exceed it by the mean alone.
    neuronProfiles: [{ ...first!, suppressedAlone: [run(-0.03, [0.3, -0.36])] }, ...others.map((profile) => ({ ...profile, suppressedAlone: [run(0.5, [0.5, 0.5])] }))],
    neuronControls: [
      control(20, run(0.04, [0.04, 0.04], 2)), control(21, run(-0.05, [-0.05, -0.05])), control(22, run(0.01, [0.01, 0.01]), { answers: 'dead' }),
      // Of no profiled neuron's layer, of another seed.
      control(23, run(9, [9, 9]), { layer: 7 }), control(24, run(9, [9, 9]), { seed: 2 }),
    ],
  };
  const page = pageOf(one);
  expect(page).toContain('Random neurons of layer 1, each alone (3 in all, of which 1 dead): on test 0 to 2 answers lost, 0 gained, margin +0.010 (-0.050 to +0.040), all less than this neuron with 0 of 1 seed.');
  // Three of the five profiled neurons lie in that layer.
  expect(page).toContain('than all random ones of its layer in 2 of 3 cases on test (by the label that it moves furthest: 3; 0.8 expected if it were any neuron)');
  const [columns, row] = [singleNeuronTable(one).columns.slice(20).map(({ name }) => name), singleNeuronTable(one).rows[0]!.slice(20)];
  expect(Object.fromEntries(columns.map((name, i) => [name, row[i]]))).toEqual({ random: 3, randomLost: 0, randomGained: 0, randomMarginChange: 0.01, randomLow: -0.05, randomHigh: 0.04, exceeded: 1, exceededByLabel: 3 });
  // Without random neurons nothing is said of them.
  const without = pageOf({ ...one, neuronControls: undefined } as StudyResults);
  expect(without).toContain('Suppressed alone');
  expect(without).not.toMatch(/random/i);
});

test('constant and dead neurons are flagged', () => {
  const page = pageOf(results);
  expect(/<strong>Constant.*?<\/p>/.exec(page)![0]).toContain('<strong>Constant</strong> on clean data with seed 2 and on adversarial data with seed 2, where it never fires (dead): it answers the same for every row');
  expect(count(page, /<td>constant<\/td>/g)).toBe(4);
  expect(singleNeuronTable(results).rows.filter((row) => row[9] === 'constant')).toHaveLength(2 * 2 + 2);
});

test('many profiles: every seed keeps its plots, the first its rows', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const many = { ...results, seeds, neuronProfiles: seeds.flatMap((seed) => results.neuronProfiles!.filter((profile) => profile.seed === 1).map((profile) => ({ ...profile, seed }))) };
  const page = pageOf(many);
  expect(count(page, /aria-label="Activations /g)).toBe(4 * 5 * 11);
  expect(count(page, /<p>Fires most, clean<\/p>/g)).toBe(4 * 5);
  expect(page.includes('results.json holds all')).toBe(true);
});

test('results of earlier versions: what they hold is shown', () => {
  const old = pageOf({ ...results, neuronProfiles: results.neuronProfiles!.map(earlier) });
  expect(count(old, /<div class="neuron"/g)).toBe(4 * 5);
  expect(old).not.toMatch(/undefined|NaN|suppressed alone/i);
  const without = pageOf({ ...results, neuronProfiles: [] });
  expect(without).toContain('These results hold no activations of single neurons.');
  expect(without).toMatch(/Predictivity at prompt position, tiny-roberta on sst2/);
  expect(without).not.toContain('<svg');
  expect(neuronPanels({ ...results, neuronProfiles: [], predictivity: [] })).toBeNull();
});

test('degenerate profiles: one position, one bin, no spread, no rows', () => {
  const odd = results.neuronProfiles!.map((profile): NeuronProfile => ({
    ...profile, position: 0, low: 1, high: 1, threshold: 1, highest: [], lowest: [],
    accuracyByPosition: { clean: [0.5], adversarial: [0] }, histogram: [[0], [0]], adversarialHistogram: [[7], [0]],
    suppressedAlone: [{ split: 'test', adversarial: false, correct: 0, n: 0, lost: 0, gained: 0, p: 1, margin: 0, marginChange: 0, standardError: null, marginChangeByLabel: [null, null] }],
  }));
  const page = pageOf({ ...results, neuronProfiles: odd });
  expect(page).not.toContain('Random neurons');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('tiny effects and narrow ranges are still told apart', () => {
  expect([-0.0412, 0.00017, -0.000004, 0.00000001, 0, 1.5].map(smallText)).toEqual(['-0.041', '0.00017', '-0.000004', '0.000000', '0.000', '1.500']);
  expect([[-3, 3], [-0.041, -0.021], [1, 1], [0, 200]].map(([low, high]) => digitsBetween(low!, high!))).toEqual([2, 3, 2, 2]);
});
