import { buildStudyResults } from '../testing/index.ts';
import { discoveryRatios, layerShareEntries, layerShareLimits, layerShareSentence, referenceRate, timesChance } from './layer-shares.ts';

const results = buildStudyResults({ tasks: 2, layers: 4, width: 200, adversarialTasks: ['sst2'] });

test('times chance: shares of the set over the shares of the layers', () => {
  const entries = layerShareEntries(results, 'tiny-t5');
  expect(entries.map(({ task, adversarial, percent }) => `${task} ${adversarial} ${percent}`)).toEqual([
    'sst2 false 1', 'sst2 false 5', 'sst2 false 10', 'imdb false 1', 'imdb false 5', 'imdb false 10', 'sst2 true 1', 'sst2 true 5', 'sst2 true 10',
  ]);
  expect([0, 1, 2, 3].map((layer) => timesChance(entries[1]!, layer))).toEqual([1, 2, 4, 8].map((weight) => (4 * weight) / 15));
  expect(referenceRate(entries)).toBe(5);
});

test('a set reaches the floor where its last neuron is no better than shuffled labels', () => {
  // Clean floors are 0.5 + 1.35 / 20; sets end at 0.78, 0.70 and 0.60. Adversarial ones, of fewer rows, are higher.
  expect(layerShareEntries(results, 'tiny-t5').map(({ reachesFloor }) => reachesFloor)).toEqual([false, false, false, false, false, false, false, false, true]);
  const without = { ...results, predictivity: results.predictivity.map((entry) => ({ ...entry, nullFloor: undefined })) };
  expect(layerShareEntries(without, 'tiny-t5')[0]!.reachesFloor).toBeNull();
});

test('words: where most and fewest are, what is noise, what is constant', () => {
  expect(layerShareSentence(results)).toMatch(/^tiny-roberta: of the best 5% of all neurons \(25% in each layer by chance\), on clean data 53% are in layer 3 and 7% in layer 0 \(mean over 2 tasks\); on adversarial data 53% /);
  expect(layerShareLimits(results)).toBe(['tiny-roberta', 'tiny-t5'].map((id) => `${id}: 1 of 9 sets (tasks, kinds of data and rates) take in neurons no better than what shuffled labels reach.`).join(' '));
  const constant = { ...results, layerShares: results.layerShares!.map((entry) => ({ ...entry, constant: entry.task === 'imdb' && entry.model === 'tiny-t5' ? entry.size / 2 : 0 })) };
  expect(layerShareLimits(constant)).toContain('tiny-t5: in 3 sets a tenth or more are constant neurons, which score the majority rate and know nothing (imdb).');
});

test('discoveries by layer against chance; nothing of sets and nulls that are empty', () => {
  const [first] = layerShareEntries(results, 'tiny-t5');
  expect(discoveryRatios(results, first!)).toEqual([1, 1, 1, 1]);
  expect(discoveryRatios({ ...results, nulls: [] }, first!)).toBeNull();
  const empty = { ...results, layerShares: results.layerShares!.map((entry) => ({ ...entry, size: 0, members: [0, 0, 0, 0] })) };
  expect([layerShareEntries(empty, 'tiny-t5'), layerShareSentence(empty), layerShareLimits(empty)]).toEqual([[], '', '']);
});
