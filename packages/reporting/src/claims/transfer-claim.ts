import { mean, signFlipTest } from '@skill-neurons/core';
import { countText, leastPText, listText, pValueText, percentText, pointsText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { transferPairs } from '../summaries/transfer.ts';
import type { TransferPair } from '../summaries/transfer.ts';
import { ALPHA, claimedModels, combineVerdicts, MINIMAL_EFFECT, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart } from './claim.ts';
import { designText, intervalEvidence } from './evidence.ts';
import { taskTest } from './transfer-task-test.ts';

/** Claim 1: prompts transfer to tasks of the same type. */
export function checkTransferClaim(results: StudyResults): ClaimCheck {
  const models = claimedModels(results).map(({ id }) => id);
  const parts = models.map((id) => transferPart(results, id));
  const verdict = combineVerdicts(parts);
  return {
    number: 1,
    title: 'Prompts transfer to tasks of the same type',
    statement: 'A prompt tuned for one task works better, zero-shot, on other tasks of the same type than on tasks of other types, in RoBERTa and in T5.',
    rule:
      `For each model, relative accuracy (source prompt / own prompt, mean over seeds) is compared between ordered pairs of different tasks of the same and of different types. One-sided permutation test: types are dealt out anew among whole tasks, since pairs that share a task are not independent. Supported: the difference is at least ${percentText(MINIMAL_EFFECT.transfer, 0)} and p < ${ALPHA}. Not supported: the 95% interval of the difference (sign flips of the differences of single targets, which need six targets) lies below ${percentText(MINIMAL_EFFECT.transfer, 0)}, or sign flips find it below 0 with p < ${ALPHA}.`,
    tested: testedText(results, models),
    verdict,
    answer: answer(verdict, parts),
    parts,
  };
}

/** Pairs of tasks, which are the same for all models as a rule: those of the model that has most. */
function testedText(results: StudyResults, models: readonly string[]): string {
  const [pairs] = models.map((id) => transferPairs(results, id)).sort((a, b) => b.length - a.length);
  if (pairs === undefined || pairs.length === 0) return 'No prompt was used on a task that it was not tuned for.';
  const same = pairs.filter(({ sameType }) => sameType).length;
  const sources = new Set(pairs.map(({ source }) => source)).size;
  return `The prompts of ${countText(sources, 'task')} were used on other tasks without any change, on ${countText(same, 'pair')} of tasks of one type and ${pairs.length - same} of different types, ${designText(models.length, results)}.`;
}

function answer(verdict: ClaimCheck['verdict'], parts: readonly ClaimPart[]): string {
  const of = (wanted: ClaimCheck['verdict']) => listText(parts.filter((part) => part.verdict === wanted).map(({ label }) => label));
  if (verdict === 'supported') return `${parts.length === 1 ? 'The model studied' : 'Every model studied'} transfers prompts better within a task type than across types.`;
  if (verdict === 'not-supported') return `Prompts do not transfer better within a task type than across types in ${of('not-supported')}.`;
  if (verdict === 'undecided') return `There are too few tasks, or too small a difference, to tell it from chance in ${of('undecided')}.`;
  return 'The results hold no transfer between tasks of one type and tasks of other types.';
}

function transferPart(results: StudyResults, model: string): ClaimPart {
  const pairs = transferPairs(results, model);
  const [same, other] = [relatives(pairs, true), relatives(pairs, false)];
  if (same.length === 0 || other.length === 0) return { label: model, verdict: 'not-tested', evidence: `${same.length} pairs of the same type, ${other.length} of different types: nothing to compare.` };
  const difference = mean(same) - mean(other);
  const test = taskTest(pairs, difference, results.tasks);
  const targets = targetDifferences(pairs);
  const flips = signFlipTest(targets, { seed: `claim-1/${model}` });
  const against = difference < 0 && flips.p < ALPHA;
  const verdict = verdictOfEffect({ value: difference, p: against ? flips.p : test.p, high: flips.high }, MINIMAL_EFFECT.transfer);
  const evidence = `Same type ${percentText(mean(same))} of the own prompt's accuracy (${same.length} pairs), other types ${percentText(mean(other))} (${other.length} pairs): ${pointsText(difference)}, ${pValueText(test.p)} over whole tasks (${leastPText(test.smallest)}); over ${countText(targets.length, 'target')} ${intervalEvidence(flips)}.`;
  return { label: model, verdict, evidence };
}

function relatives(pairs: readonly TransferPair[], ofSameType: boolean): number[] {
  return pairs.filter(({ sameType }) => sameType === ofSameType).map(({ relative }) => relative);
}

/** Same type less other types, for every target that has sources of both kinds. */
function targetDifferences(pairs: readonly TransferPair[]): number[] {
  return [...new Set(pairs.map(({ target }) => target))].flatMap((target) => {
    const own = pairs.filter((pair) => pair.target === target);
    const difference = mean(relatives(own, true)) - mean(relatives(own, false));
    return Number.isNaN(difference) ? [] : [difference];
  });
}
