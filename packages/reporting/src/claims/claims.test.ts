import { buildStudyResults } from '../testing/index.ts';
import type { MadeUpStudyOptions } from '../testing/index.ts';
import { checkClaims } from './check-claims.ts';
import { combineVerdicts, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, Verdict } from './claim.ts';
import { checkLinkClaim } from './link-claim.ts';
import { checkOverlapClaim } from './overlap-claim.ts';
import { checkRobustnessClaim } from './robustness-claim.ts';
import { checkSuppressionClaim } from './suppression-claim.ts';
import { checkTransferClaim } from './transfer-claim.ts';
import { distinctGroupings } from './transfer-task-test.ts';

const checks = [checkTransferClaim, checkRobustnessClaim, checkSuppressionClaim, checkOverlapClaim, checkLinkClaim];
const check = (number: number, options: MadeUpStudyOptions): ClaimCheck => checks[number - 1]!(buildStudyResults({ layers: 3, width: 100, randomDraws: 2, percents: [0, 5, 15], ...options }));
const parts = ({ parts: all }: ClaimCheck): Record<string, Verdict> => Object.fromEntries(all.map(({ label, verdict }) => [label, verdict]));

const roberta = { id: 'r', architecture: 'roberta' } as const;
const t5 = { id: 't', architecture: 't5' } as const;

test('a claim stands with all its parts and falls with any', () => {
  const of = (...verdicts: Verdict[]) => combineVerdicts(verdicts.map((verdict) => ({ verdict })));
  expect([of('supported', 'supported'), of('supported', 'undecided'), of('undecided', 'not-supported'), of('supported', 'not-tested'), of('not-tested'), of()]).toEqual(['supported', 'undecided', 'not-supported', 'supported', 'not-tested', 'not-tested']);
});

test('an effect is judged by its p-value, its size and what its interval rules out', () => {
  const of = (value: number, p: number, high = Infinity) => verdictOfEffect({ value, p, high }, 0.05);
  expect([of(0.1, 0.01), of(0.1, 0.2), of(0.04, 0.01), of(0.04, 0.01, 0.045), of(-0.1, 0.01), of(-0.1, 0.2), of(-0.1, 0.2, 0.02), of(NaN, 0.01)]).toEqual([
    'supported', 'undecided', 'undecided', 'not-supported', 'not-supported', 'undecided', 'not-supported', 'not-tested',
  ]);
});

describe('claim 1, transfer within task types', () => {
  test('supported when it is strong', () => {
    expect(check(1, { tasks: 8, transfer: { sameType: 0.8, otherType: 0.2 } })).toMatchObject({ number: 1, verdict: 'supported' });
    expect(check(1, { tasks: 9, transfer: { sameType: 0.8, otherType: 0.2 } }).verdict).toBe('supported');
  });

  test('not supported when other types transfer better', () => {
    expect(check(1, { transfer: { sameType: 0.2, otherType: 0.6 } }).verdict).toBe('not-supported');
  });

  test('not supported when types make no difference and there are tasks enough to see it', () => {
    const verdicts = [1, 2, 3, 4, 5, 6].map((seed) => check(1, { tasks: 8, models: [roberta], transfer: { sameType: 0.4, otherType: 0.4 }, seed }).verdict);
    expect(verdicts).not.toContain('supported');
    expect(verdicts).toContain('not-supported');
  });

  test('undecided with few tasks, however strong', () => {
    expect(check(1, { tasks: 4, transfer: { sameType: 0.9, otherType: 0.1 } }).verdict).toBe('undecided');
    expect(check(1, { tasks: 4, transfer: { sameType: 0.1, otherType: 0.9 } }).verdict).toBe('undecided');
  });

  test('a BERT beside RoBERTa and T5 is not what the claim is about', () => {
    const bert = { id: 'b', architecture: 'bert' } as const;
    expect(Object.keys(parts(check(1, { models: [roberta, bert, t5] })))).toEqual(['r', 't']);
    expect(Object.keys(parts(check(1, { models: [bert] })))).toEqual(['b']);
  });

  test('not tested without two tasks of one type', () => {
    expect(check(1, { tasks: 1 }).verdict).toBe('not-tested');
  });

  test('groupings are counted up to the names of equally large types', () => {
    expect(distinctGroupings(['a', 'a', 'b', 'b', 'c', 'c'], 1000)).toHaveLength(15);
    expect(distinctGroupings(['a', 'a', 'a', 'b', 'b'], 1000)).toHaveLength(10);
    expect(distinctGroupings(['a', 'b', 'c'], 1000)).toHaveLength(1);
    expect(distinctGroupings(['a', 'a', 'b', 'b', 'c', 'c'], 14)).toBeUndefined();
  });
});

describe('claim 2, robustness', () => {
  const rows = { clean: 2000, adversarial: 1000 };

  test('supported when RoBERTa falls below chance and T5 stays above', () => {
    const claim = check(2, { rows, adversarialAccuracy: { roberta: 0.35, t5: 0.65 }, link: 0 });
    expect(parts(claim)).toEqual({
      'tiny-roberta loses accuracy': 'supported',
      'tiny-t5 loses accuracy': 'supported',
      'tiny-roberta below chance': 'supported',
      'tiny-t5 above chance in two of three': 'supported',
      'tiny-t5 more robust than tiny-roberta': 'supported',
    });
    expect(claim.verdict).toBe('supported');
  });

  test('not supported when it is the other way round', () => {
    expect(parts(check(2, { rows, models: [roberta, t5], adversarialAccuracy: { roberta: 0.99, t5: 0.35 }, link: 0 }))).toEqual({
      'r loses accuracy': 'not-supported',
      't loses accuracy': 'supported',
      'r below chance': 'not-supported',
      't above chance in two of three': 'not-supported',
      't more robust than r': 'not-supported',
    });
  });

  test('undecided near chance with few rows', () => {
    const claim = check(2, { models: [roberta, t5], rows: { clean: 400, adversarial: 80 }, adversarialAccuracy: { roberta: 0.48, t5: 0.52 }, link: 0 });
    expect(parts(claim)).toMatchObject({ 'r below chance': 'undecided', 't above chance in two of three': 'undecided' });
    expect(claim.verdict).toBe('undecided');
  });

  test('not tested without adversarial data', () => {
    expect(check(2, { adversarialTasks: [] }).verdict).toBe('not-tested');
  });
});

describe('claim 3, skill neurons', () => {
  test('supported when they matter more than random ones', () => {
    expect(check(3, { suppression: { skill: 0.3, random: 0.05 } }).verdict).toBe('supported');
  });

  test('not supported when random ones matter more', () => {
    expect(check(3, { suppression: { skill: 0.05, random: 0.2 } }).verdict).toBe('not-supported');
  });

  test('undecided with a single run, not tested without any', () => {
    expect(check(3, { tasks: 1, seeds: 1, suppression: { skill: 0.3, random: 0.05 } }).verdict).toBe('undecided');
    expect(check(3, { percents: [0] }).verdict).toBe('not-tested');
  });
});

describe('claim 4, overlap', () => {
  test('supported when T5 keeps its neurons and RoBERTa shares none', () => {
    expect(parts(check(4, { models: [roberta, t5], width: 2000, overlap: { roberta: -1, t5: 0.5 } }))).toEqual({ 't above chance': 'supported', 'r no more than chance': 'supported', 't above r': 'supported', 't retains more than r': 'supported' });
  });

  test('not supported when RoBERTa keeps its neurons too, or T5 loses them', () => {
    expect(parts(check(4, { models: [roberta, t5], overlap: { roberta: 0.6, t5: 0.3 } }))).toEqual({ 't above chance': 'supported', 'r no more than chance': 'not-supported', 't above r': 'not-supported', 't retains more than r': 'not-supported' });
    expect(parts(check(4, { models: [t5], width: 2000, overlap: { t5: -1 } }))).toEqual({ 't above chance': 'not-supported' });
  });

  test('BERT alone does not test it', () => {
    expect(check(4, { models: [{ id: 'b', architecture: 'bert' }] }).verdict).toBe('not-tested');
  });
});

describe('claim 5, the link', () => {
  const adversarialTasks = ['sst2', 'imdb', 'qqp', 'mrpc', 'qnli', 'mnli'];
  const rows = { clean: 2000, adversarial: 2000 };

  test('supported when robustness rises with overlap', () => {
    const claim = check(5, { adversarialTasks, rows, link: 2, layers: 1, width: 400 });
    expect(claim.verdict).toBe('supported');
    expect(claim.answer).toContain('correlation');
    expect(parts(claim)).toMatchObject({ 'within models': 'supported', 'all pairs': 'supported' });
  });

  test('not supported when it falls', () => {
    expect(check(5, { adversarialTasks, rows, adversarialAccuracy: { roberta: 0.7, t5: 0.4 }, link: -2, layers: 1, width: 400 }).verdict).toBe('not-supported');
  });

  test('three sets leave it open and say why; one point is not tested', () => {
    const claim = check(5, { adversarialTasks: ['sst2', 'qqp', 'qnli'], rows, link: 3 });
    expect(claim.verdict).toBe('undecided');
    expect(claim.parts[0]!.evidence).toContain('with 3 sets no p-value below 0.17 is possible');
    expect(check(5, { models: [t5], tasks: 1, seeds: 1 }).verdict).toBe('not-tested');
  });
});

test('verdicts come with rule and numbers, and the same results give the same words', () => {
  const claims = checkClaims(buildStudyResults());
  expect(claims.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  for (const { rule, parts: all } of claims) {
    expect(rule).toMatch(/[Ss]upported/);
    for (const { evidence } of all) expect(evidence).toMatch(/\d/);
  }
  expect(checkClaims(buildStudyResults())).toEqual(claims);
});
