import type { EvaluationResult, StudyResults } from '../study-results.ts';
import { buildStudyResults } from '../testing/index.ts';
import { groupAccuracies, summariseAccuracy } from './accuracy.ts';
import { linkMeans, linkPoints } from './link.ts';
import { linkLimits, linkStatistics } from './link-statistics.ts';
import { overlapShare, referencePercent } from './overlap.ts';
import { suppressionCurves, suppressionGaps, suppressionTargets } from './suppression.ts';
import { pooledLinkPoints } from './pooled-link.ts';
import { normalisedMatrix } from './rank-correlations.ts';
import { reportTargets, targetLabel, tasksByType } from './targets.ts';
import { topNeurons } from './top-neurons.ts';
import { transferCells, transferPairs } from './transfer.ts';

const evaluation = (fields: Partial<EvaluationResult>): EvaluationResult => ({
  model: 'm', prompt: 'tuned', source: 'a', task: 'a', split: 'test', adversarial: false, seed: 1, correct: 60, n: 100, classCounts: [70, 30], predictedCounts: [50, 50], groups: {}, ...fields,
});

test('accuracy: mean over seeds, interval for the rows of one seed, pooled counts, majority, one-sided seeds', () => {
  const summary = summariseAccuracy([evaluation({ seed: 2, correct: 80, predictedCounts: [97, 3] }), evaluation({ seed: 1, correct: 60 })])!;
  expect(summary).toMatchObject({ seeds: [1, 2], perSeed: [0.6, 0.8], mean: 0.7, rows: 100, pooled: { correct: 140, n: 200 }, majority: 0.7, chance: 0.5, oneSided: [2] });
  // Wilson limits of 70 of 100; those of 140 of 200 would be narrower.
  expect(summary.low).toBeCloseTo(0.6042, 3);
  expect(summary.high).toBeCloseTo(0.7811, 3);
  expect(summariseAccuracy([evaluation({ n: 0, correct: 0 })])).toBeUndefined();
});

test('groups: by name, empty ones left out', () => {
  const groups = groupAccuracies([evaluation({ groups: { word: { correct: 3, n: 4 }, none: { correct: 0, n: 0 } } }), evaluation({ groups: { word: { correct: 1, n: 4 } } })]);
  expect(groups).toEqual([expect.objectContaining({ group: 'word', rows: 4, mean: 0.5 })]);
});

test('targets: tasks by type, one clean split, every adversarial one', () => {
  const results = buildStudyResults({ tasks: 9, layers: 1, width: 20 });
  expect(tasksByType(results).map(({ id }) => id)).toEqual(['sst2', 'imdb', 'movierationales', 'qqp', 'mrpc', 'qnli', 'mnli', 'deontology', 'justice']);
  const evaluations = [evaluation({ task: 'sst2', split: 'validation' }), ...results.evaluations, evaluation({ task: 'sst2', split: 'typos', adversarial: true })];
  const targets = reportTargets({ ...results, evaluations });
  expect(targets.filter(({ task }) => task === 'sst2').map((target) => targetLabel(target, targets))).toEqual(['sst2', 'sst2 adv. (adversarial)', 'sst2 adv. (typos)']);
  expect(targets.find(({ task }) => task === 'sst2')!.split).toBe('test');
});

test('relative transfer: mean over seeds of the ratio to the own prompt of the same seed', () => {
  const tasks = ['a', 'b'].map((id) => ({ id, title: id, type: 't', labels: ['no', 'yes'], splits: [] }));
  const evaluations = [
    evaluation({ correct: 80, seed: 1 }),
    evaluation({ correct: 50, seed: 2 }),
    evaluation({ correct: 40, seed: 1, source: 'b' }),
    evaluation({ correct: 50, seed: 2, source: 'b' }),
    evaluation({ correct: 40, seed: 0, source: null, prompt: 'none' }),
  ];
  const results = { ...buildStudyResults({ tasks: 1, layers: 1 }), tasks, evaluations } as StudyResults;
  expect(transferPairs(results, 'm')).toEqual([{ source: 'b', target: 'a', sameType: true, relative: (40 / 80 + 50 / 50) / 2 }]);
  const cells = transferCells(results, 'm');
  expect(cells.map(({ source }) => source.label)).toEqual(['a', 'b', 'no prompt']);
  expect(cells.at(-1)!.relative).toBeCloseTo((40 / 80 + 40 / 50) / 2, 12);
});

test('suppression: curves per kind of neurons, gaps of random over skill', () => {
  const results = buildStudyResults({ tasks: 1, seeds: 2, layers: 1, suppression: { skill: 0.3, random: 0 } });
  const [clean, adversarial] = suppressionTargets(results, 'tiny-t5');
  expect(clean).toEqual({ task: 'sst2', split: 'test', adversarial: false });
  expect(adversarial!.adversarial).toBe(true);
  const curves = suppressionCurves(results, 'tiny-t5', clean!);
  const last = curves.filter(({ percent }) => percent === 15);
  expect(last.map(({ neurons, runs }) => [neurons, runs])).toEqual([['skill-clean', 2], ['skill-adversarial', 2], ['random', 6], ['matched', 2], ['least', 2]]);
  expect(last[2]!.mean - last[0]!.mean).toBeGreaterThan(0.25);
  for (const { lowest, mean, highest } of curves) expect(lowest <= mean && mean <= highest).toBe(true);
  expect(suppressionGaps(results, 'tiny-t5', clean!).map(({ seed }) => seed)).toEqual([1, 2]);
});

test('overlap: shares over all layers, chance from size and width, empty sets left out', () => {
  const layer = { stack: 'encoder' as const, layer: 0, shared: 3, size: 5, width: 100 };
  expect(overlapShare([layer, { ...layer, size: 0, shared: 0 }])).toMatchObject({ share: 0.6, chance: 0.05 });
  expect(overlapShare([{ ...layer, size: 0, shared: 0 }])).toBeUndefined();
  expect(referencePercent(buildStudyResults({ tasks: 1, layers: 1 }))).toBe(5);
  expect(referencePercent({ ...buildStudyResults({ tasks: 1, layers: 1 }), overlap: [] })).toBeUndefined();
});

test('link: one point per model, adversarial set and seed, with means over seeds', () => {
  const results = buildStudyResults({ tasks: 6, seeds: 3, layers: 2 });
  const points = linkPoints(results);
  expect(points).toHaveLength(2 * 3 * 3);
  expect(linkMeans(points)).toHaveLength(2 * 3);
  const [first] = points;
  const runs = results.evaluations.filter(({ model, source, task, seed }) => model === first!.model && source === 'sst2' && task === 'sst2' && seed === first!.seed);
  const accuracy = (adversarial: boolean) => runs.filter((run) => run.adversarial === adversarial).map(({ correct, n }) => correct / n)[0]!;
  expect(first!.drop).toBeCloseTo(accuracy(false) - accuracy(true), 12);
  expect(first).toMatchObject({ retained: expect.any(Number), correlation: expect.any(Number) });
  const bare = linkPoints({ ...results, retained: [], rankCorrelations: [] });
  expect(bare[0]).toMatchObject({ overlap: first!.overlap, retained: null, correlation: null });
});

test('link: overlap beyond chance; several adversarial splits whose neurons were found together make one set', () => {
  const results = buildStudyResults({ tasks: 1, seeds: 1, layers: 1, width: 100 });
  const { overlap: [entry] } = results;
  const layers = [{ stack: 'encoder' as const, layer: 0, shared: 5, size: 5, width: 100 }];
  const halved = results.evaluations.flatMap((e) => (e.adversarial ? [{ ...e, split: 'typos', n: 100, correct: 20 }, { ...e, split: 'words', n: 300, correct: 180 }] : [{ ...e, n: 100, correct: 90 }]));
  const points = linkPoints({ ...results, evaluations: halved, overlap: [{ ...entry!, percent: 5, layers }] });
  expect(points).toEqual([expect.objectContaining({ target: 'sst2 adv.', overlap: 1, drop: expect.closeTo(0.9 - 200 / 400, 12) })]);
  const [random] = linkPoints({ ...results, overlap: [{ ...entry!, percent: 20, layers: [{ ...layers[0]!, shared: 4, size: 20 }] }] });
  expect(random!.overlap).toBeCloseTo(0, 12);
});

test('top neurons: those of most seeds first, signs merged', () => {
  const layer = { stack: 'encoder' as const, layer: 2, minimum: 0.5, lowerQuartile: 0.5, median: 0.5, upperQuartile: 0.5, maximum: 1, mean: 0.5, histogram: new Array<number>(20).fill(0), constant: 0 };
  const entry = (seed: number, top: { neuron: number; predictivity: number; position: number; sign: 1 | -1 }[]) => ({ model: 'm', task: 'a', split: 'test', adversarial: false, seed, n: 10, layers: [{ ...layer, top }] });
  const found = topNeurons([
    entry(1, [{ neuron: 7, predictivity: 0.9, position: 3, sign: 1 }, { neuron: 4, predictivity: 0.8, position: 1, sign: 1 }]),
    entry(2, [{ neuron: 4, predictivity: 0.7, position: 2, sign: -1 }]),
  ]);
  expect(found.map(({ id, seeds, sign, position }) => [id, seeds, sign, position])).toEqual([['2.4', 2, 0, 1], ['2.7', 1, 1, 3]]);
  expect(found[0]!.predictivity).toBeCloseTo(0.75, 12);
});

test('link over several runs: models are told apart by their weights, seeds of one model and set are one pair', () => {
  const results = buildStudyResults({ tasks: 6, seeds: 2, layers: 1, width: 60 });
  const retrained = { ...results, models: results.models.map((model) => ({ ...model, fingerprint: `${model.fingerprint}-2` })) };
  expect([...new Set(pooledLinkPoints([results, retrained]).map(({ model }) => model))]).toEqual(['tiny-roberta', 'tiny-t5', 'tiny-roberta (2)', 'tiny-t5 (2)']);
  const [alone] = linkStatistics(pooledLinkPoints([results]), { resamples: 10 });
  const [twice] = linkStatistics(pooledLinkPoints([results, results]), { resamples: 10 });
  // The same seeds once more are no further evidence.
  expect(twice!.within.spearman.p).toBe(alone!.within.spearman.p);
  expect([alone!.cells, twice!.cells, alone!.points, twice!.points]).toEqual([6, 6, 12, 24]);
  expect(linkLimits(alone!)).toContain('with 3 sets no p-value below 0.17 is possible');
  const four = linkStatistics(pooledLinkPoints([results, retrained]), { resamples: 10 });
  expect(four[0]!.groups).toBe(4);
  expect(linkLimits(four[0]!)).toContain('between models there are 4 points');
});

test('normalised rank correlations have mean 0 and deviation 1 over the pairs', () => {
  const matrix = normalisedMatrix([[1, 0.1, 0.5], [0.1, 1, 0.6], [0.5, 0.6, 1]]);
  const pairs = [matrix[0]![1]!, matrix[0]![2]!, matrix[1]![2]!];
  expect(pairs.reduce((a, b) => a + b)).toBeCloseTo(0, 12);
  expect(pairs.reduce((sum, value) => sum + value ** 2, 0) / 3).toBeCloseTo(1, 12);
  expect(matrix[0]![0]).toBeNull();
  expect(normalisedMatrix([[1, null], [null, 1]])).toEqual([[null, null], [null, null]]);
});
