import { mean, permutationTest } from '@skill-neurons/core';
import type { Random } from '@skill-neurons/core';
import { percentText, pointsText, pValueText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { transferPairs } from '../summaries/transfer.ts';
import type { TransferPair } from '../summaries/transfer.ts';
import { ALPHA, combineVerdicts, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart } from './claim.ts';

/** Claim 1: prompts transfer to tasks of the same type. */
export function checkTransferClaim(results: StudyResults): ClaimCheck {
  const parts = results.models.map(({ id }) => transferPart(results, id));
  const verdict = combineVerdicts(parts);
  return {
    number: 1,
    title: 'Prompts transfer to tasks of the same type',
    statement: 'A prompt tuned for one task works better, zero-shot, on other tasks of the same type than on tasks of other types.',
    rule:
      `For each model, relative accuracy (source prompt / own prompt) is compared between ordered pairs of different tasks of the same and of different types. Two one-sided permutation tests are made: one deals the pairs out anew, the other deals the types out anew among whole tasks, since pairs that share a task are not independent. Supported: the difference is above 0 and both p < ${ALPHA}; where there are too few tasks for the second test to get there, no other way of grouping the tasks may give a larger difference. Not supported: the difference is 0 or below.`,
    verdict,
    answer: answer(verdict, parts.length),
    parts,
  };
}

function answer(verdict: ClaimCheck['verdict'], models: number): string {
  const who = models === 1 ? 'The model studied' : 'Every model studied';
  if (verdict === 'supported') return `${who} transfers prompts better within a task type than across types.`;
  if (verdict === 'not-supported') return 'At least one model does not transfer prompts better within a task type than across types.';
  if (verdict === 'undecided') return 'The difference points the claimed way, but too weakly to rule out chance.';
  return 'The results hold no transfer between tasks of one type and tasks of other types.';
}

function transferPart(results: StudyResults, model: string): ClaimPart {
  const pairs = transferPairs(results, model);
  const same = pairs.filter(({ sameType }) => sameType);
  const other = pairs.filter(({ sameType }) => !sameType);
  if (same.length === 0 || other.length === 0) return { label: model, verdict: 'not-tested', evidence: `${same.length} pairs of the same type, ${other.length} of different types: nothing to compare.` };
  const difference = mean(same.map(({ relative }) => relative)) - mean(other.map(({ relative }) => relative));
  const overPairs = permutationTest(difference, (random) => dealtDifference(pairs.map(({ relative }) => relative), same.length, random), { seed: 'claim-1/pairs', alternative: 'greater' });
  const overTasks = taskTest(pairs, difference, results);
  // With few tasks even the best of all groupings has a p-value above the threshold.
  const tasksAgree = overTasks.smallest < ALPHA ? overTasks.p < ALPHA : overTasks.p <= overTasks.smallest + 1e-9;
  const verdict = verdictOfEffect(difference, tasksAgree ? overPairs.p : 1);
  const evidence = `Same type ${percentText(mean(same.map(({ relative }) => relative)))} of the own prompt's accuracy (${same.length} pairs), other types ${percentText(mean(other.map(({ relative }) => relative)))} (${other.length} pairs): ${pointsText(difference)}, ${pValueText(overPairs.p)} over pairs, ${pValueText(overTasks.p)} over whole tasks (smallest possible ${overTasks.smallest.toFixed(3)}).`;
  return { label: model, verdict, evidence };
}

/** Difference of means after `same` of the values were drawn at random to be the pairs of the same type. */
function dealtDifference(values: readonly number[], same: number, random: Random): number {
  const dealt = random.shuffle(values);
  let [sameSum, otherSum] = [0, 0];
  for (const [i, value] of dealt.entries()) {
    if (i < same) sameSum += value;
    else otherSum += value;
  }
  return sameSum / same - otherSum / (values.length - same);
}

/** More groupings than this are sampled instead of listed. */
const LISTED_GROUPINGS = 20_000;

/**
 * Share of the ways to deal the types out among the tasks whose difference reaches the observed one (the observed way
 * counts). `smallest` is the share that the best way would have.
 */
function taskTest(pairs: readonly TransferPair[], observed: number, { tasks }: StudyResults): { p: number; smallest: number } {
  const used = tasks.filter(({ id }) => pairs.some(({ source, target }) => source === id || target === id));
  const differenceOf = (types: readonly string[]) => {
    const typeOf = new Map(used.map(({ id }, i) => [id, types[i]!]));
    const sums = { same: 0, sameCount: 0, other: 0, otherCount: 0 };
    for (const { source, target, relative } of pairs) {
      if (typeOf.get(source) === typeOf.get(target)) {
        sums.same += relative;
        sums.sameCount++;
      } else {
        sums.other += relative;
        sums.otherCount++;
      }
    }
    return sums.same / sums.sameCount - sums.other / sums.otherCount;
  };
  const groupings = distinctGroupings(used.map(({ type }) => type), LISTED_GROUPINGS);
  if (groupings === undefined) {
    const { p, permutations } = permutationTest(observed, (random) => differenceOf(random.shuffle(used).map(({ type }) => type)), { seed: 'claim-1/tasks', permutations: 1999, alternative: 'greater' });
    return { p, smallest: 1 / (1 + permutations) };
  }
  const reached = groupings.filter((types) => differenceOf(types) >= observed - 1e-12).length;
  return { p: reached / groupings.length, smallest: 1 / groupings.length };
}

/**
 * Every way to deal the types out among the tasks that groups the tasks differently (swapping the names of two types of
 * equal size does not); undefined when there are more than `limit`.
 */
export function distinctGroupings(types: readonly string[], limit: number): string[][] | undefined {
  const left = new Map<string, number>();
  for (const type of types) left.set(type, (left.get(type) ?? 0) + 1);
  const sizes = new Map(left);
  const found: string[][] = [];
  const deal = (dealt: string[]): boolean => {
    if (dealt.length === types.length) return found.push(dealt) <= limit;
    const unusedSizes = new Set<number>();
    for (const [type, count] of left) {
      if (count === 0) continue;
      const size = sizes.get(type)!;
      // Of several untouched types of one size, only the first is tried: the others give the same grouping.
      if (count === size) {
        if (unusedSizes.has(size)) continue;
        unusedSizes.add(size);
      }
      left.set(type, count - 1);
      const within = deal([...dealt, type]);
      left.set(type, count);
      if (!within) return false;
    }
    return true;
  };
  return deal([]) ? found : undefined;
}
