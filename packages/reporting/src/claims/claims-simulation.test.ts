import { createRandom } from '@skill-neurons/core';
import type { OverlapResult, StudyResults } from '../study-results.ts';
import { buildStudyResults } from '../testing/index.ts';
import type { MadeUpStudyOptions } from '../testing/index.ts';
import { checkClaims } from './check-claims.ts';
import type { ClaimCheck } from './claim.ts';
import { checkLinkClaim } from './link-claim.ts';
import { checkOverlapClaim } from './overlap-claim.ts';
import { checkRobustnessClaim } from './robustness-claim.ts';
import { checkSuppressionClaim } from './suppression-claim.ts';
import { checkTransferClaim } from './transfer-claim.ts';

const trials = 200;
const shape: MadeUpStudyOptions = {
  models: [{ id: 'r', architecture: 'roberta' }, { id: 't', architecture: 't5' }],
  tasks: 8, seeds: 2, layers: 1, width: 40, percents: [0, 5, 15], randomDraws: 2, skilled: 0, rows: { clean: 400, adversarial: 150 },
  adversarialTasks: ['sst2', 'imdb', 'qqp', 'mrpc', 'qnli', 'mnli'],
};
const frame = buildStudyResults(shape);

/**
 * A study in which nothing has to do with anything: prompts work alike wherever they go, adversarial data are no harder,
 * skill neurons matter as much as random ones, top sets are random. Tasks, prompts and runs differ all the same.
 */
function noise(seed: number): StudyResults {
  const random = createRandom(`noise/${seed}`);
  const level = new Map<string, number>();
  const of = (key: string, spread: number) => {
    if (!level.has(key)) level.set(key, spread * random.normal());
    return level.get(key)!;
  };
  const right = (n: number, share: number) => Math.round(n * Math.min(1, Math.max(0, share + Math.sqrt((share * (1 - share)) / n) * random.normal())));
  const setOf = (size: number, width: number) => random.permutation(width).subarray(0, size);
  const shared = (size: number, width: number) => {
    const other = new Set(setOf(size, width));
    return setOf(size, width).filter((neuron) => other.has(neuron)).length;
  };
  return {
    ...frame,
    evaluations: frame.evaluations.map((e) => ({ ...e, groups: {}, correct: right(e.n, 0.75 + of(`task ${e.model} ${e.task}`, 0.03) + of(`prompt ${e.model} ${e.source} ${e.seed}`, 0.02)) })),
    suppression: frame.suppression.map((s) => ({ ...s, correct: right(s.n, 0.75 + of(`suppressed ${s.model} ${s.task} ${s.seed}`, 0.03)) })),
    overlap: frame.overlap.filter(({ percent }) => percent === 5).map((entry): OverlapResult => ({ ...entry, layers: [{ stack: 'encoder', layer: 0, shared: shared(15, 300), size: 15, width: 300 }] })),
    nulls: [],
    retained: frame.retained!.filter(({ percent }) => percent === 5).map((entry) => ({ ...entry, separation: 0.5 + 0.03 * random.normal() })),
    rankCorrelations: [],
  };
}

const check = (results: StudyResults): ClaimCheck[] => [
  ...[checkTransferClaim, checkRobustnessClaim, checkSuppressionClaim, checkOverlapClaim].map((claim) => claim(results)), checkLinkClaim(results, { resamples: 200 }),
];

test(`noise rarely supports a claim, or the part of one that a study of one model rests on: ${trials} studies`, () => {
  const claims = new Map<number, number>();
  const parts = new Map<string, number>();
  const add = <K>(counts: Map<K, number>, key: K, yes: boolean) => counts.set(key, (counts.get(key) ?? 0) + Number(yes));
  let any = 0;
  for (let seed = 0; seed < trials; seed++) {
    const checked = check(noise(seed));
    for (const { number, verdict, parts: all } of checked) {
      add(claims, number, verdict === 'supported');
      for (const { label, verdict: ofPart } of all) add(parts, `${number} ${label}`, ofPart === 'supported');
    }
    any += Number(checked.some(({ verdict }) => verdict === 'supported'));
  }
  expect(any / trials).toBeLessThan(0.05);
  expect([...claims.keys()]).toEqual([1, 2, 3, 4, 5]);
  // These two are true of this noise: it is not about them.
  const trueHere = /no more than chance|above chance in two of three/;
  const tooOften = [...parts].filter(([label, count]) => !trueHere.test(label) && count / trials >= 0.05);
  expect(parts.size).toBeGreaterThan(10);
  expect(tooOften).toEqual([]);
});

const planted: MadeUpStudyOptions = {
  ...shape, skilled: 0.2, rows: { clean: 2000, adversarial: 1500 },
  transfer: { sameType: 0.85, otherType: 0.15 },
  adversarialAccuracy: { roberta: 0.35, t5: 0.68 },
  suppression: { skill: 0.3, random: 0.02 },
  link: 0,
};

/** Studies whose top sets are large enough to tell, with so many of 600 neurons shared by clean and adversarial data. */
function study(options: MadeUpStudyOptions, shared: Record<string, number>): StudyResults {
  const results = buildStudyResults(options);
  const overlap = results.overlap.filter(({ percent }) => percent === 5).map((entry, i): OverlapResult => ({ ...entry, layers: [{ stack: 'encoder', layer: 0, shared: shared[entry.model]! + (i % 3), size: 600, width: 12000 }] }));
  const retained = results.retained!.map((entry, i) => ({ ...entry, separation: 0.5 + shared[entry.model]! / 1600 + 0.01 * (i % 3) }));
  return { ...results, overlap, retained };
}

test('planted effects are found, and the opposite ones are not taken for them', () => {
  const verdicts = (results: StudyResults) => checkClaims(results).map(({ verdict }) => verdict);
  expect(verdicts(study(planted, { r: 24, t: 320 })).slice(0, 4)).toEqual(['supported', 'supported', 'supported', 'supported']);
  const linked = buildStudyResults({ ...planted, width: 400, overlap: { roberta: 0.2, t5: 0.4 }, link: 2.5, adversarialAccuracy: { roberta: 0.4, t5: 0.7 } });
  expect(checkLinkClaim(linked).verdict).toBe('supported');
  const opposite = { ...planted, transfer: { sameType: 0.15, otherType: 0.85 }, adversarialAccuracy: { roberta: 0.9, t5: 0.35 }, suppression: { skill: 0.02, random: 0.3 } };
  expect(verdicts(study(opposite, { r: 320, t: 24 })).slice(0, 4)).toEqual(['not-supported', 'not-supported', 'not-supported', 'not-supported']);
});

test('tiny studies leave every claim undecided, whatever their numbers', () => {
  for (let seed = 0; seed < 10; seed++) {
    const tiny = { ...planted, tasks: 3, seeds: 1, adversarialTasks: ['sst2', 'qqp'], rows: { clean: 20, adversarial: 10 }, adversarialAccuracy: { roberta: 0.45, t5: 0.55 }, seed };
    expect(checkClaims(buildStudyResults(tiny)).map(({ verdict }) => verdict)).toEqual(new Array(5).fill('undecided'));
  }
});
