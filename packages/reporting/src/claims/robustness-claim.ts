import { Z_95 } from '@skill-neurons/core';
import { countText, fixed, intervalText, listText, percentText, pointsText, quotedList, rangeText } from '../format.ts';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { accuracyOf } from '../summaries/accuracy.ts';
import type { AccuracySummary } from '../summaries/accuracy.ts';
import { cleanTarget, reportTargets, targetLabel } from '../summaries/targets.ts';
import { claimedModels, combineVerdicts, MINIMAL_EFFECT } from './claim.ts';
import type { ClaimCheck, ClaimPart, Verdict } from './claim.ts';
import { designText, rowsText } from './evidence.ts';

/** Own-prompt accuracy of a model on an adversarial set and on the clean data of the same task. */
interface Attacked {
  label: string;
  clean: AccuracySummary;
  adversarial: AccuracySummary;
}

/** Claim 2: prompts are not robust; RoBERTa falls below chance, T5 mostly stays above. */
export function checkRobustnessClaim(results: StudyResults): ClaimCheck {
  const attacked = new Map(results.models.map(({ id }) => [id, attackedSets(results, id)]));
  const ofKind = (kind: ModelSummary['architecture']) => results.models.filter(({ architecture }) => architecture === kind).map(({ id }) => id);
  const parts = [
    ...claimedModels(results).map(({ id }) => dropPart(id, attacked.get(id)!)),
    ...ofKind('roberta').map((id) => belowChancePart(id, attacked.get(id)!)),
    ...ofKind('t5').map((id) => aboveChancePart(id, attacked.get(id)!)),
    ...ofKind('t5').flatMap((t5) => ofKind('roberta').map((roberta) => comparisonPart(t5, attacked.get(t5)!, roberta, attacked.get(roberta)!))),
  ];
  const verdict = combineVerdicts(parts);
  return {
    number: 2,
    title: 'Prompts are not robust to adversarial data; T5 is hurt less than RoBERTa',
    statement: 'On adversarial data, prompts lose accuracy; those of RoBERTa fall below chance, those of T5 stay above chance in two of three sets.',
    rule: `Accuracies are means over seeds with 95% Wilson intervals for the rows of the set; what they say is about these sets and prompts. Loss: supported when the mean drop from clean to adversarial is at least ${percentText(MINIMAL_EFFECT.drop, 0)} with an interval above 0, not supported when the interval lies below ${percentText(MINIMAL_EFFECT.drop, 0)}. Above chance means that the whole interval is above the majority rate; below chance, that it is below 1 / number of classes; anything else counts as neither. RoBERTa: supported when below chance in every set, not supported when above in any. T5: supported when above in at least two thirds of the sets, not supported when that cannot be reached any more by the sets that are not below. T5 against RoBERTa ("slightly more robust"): supported when the difference in adversarial / clean accuracy (mean over common sets) is at least ${fixed(MINIMAL_EFFECT.robustness, 2)} with an interval above 0, not supported when the interval lies below ${fixed(MINIMAL_EFFECT.robustness, 2)}.`,
    tested: testedText(results, [...attacked.values()]),
    verdict,
    answer: answer(verdict, parts),
    parts,
  };
}

function testedText(results: StudyResults, attacked: readonly (readonly Attacked[])[]): string {
  const [sets] = [...attacked].sort((a, b) => b.length - a.length);
  if (sets === undefined || sets.length === 0) return 'No own prompt was evaluated on both clean and adversarial data.';
  return `Prompts were evaluated on ordinary rows of their task and on rows made to mislead (${countText(sets.length, 'adversarial set')} of ${rowsText(sets.map(({ adversarial }) => adversarial.rows))}), ${designText(attacked.length, results)}.`;
}

function answer(verdict: Verdict, parts: readonly ClaimPart[]): string {
  if (verdict === 'not-tested') return 'The results hold no adversarial data.';
  if (verdict === 'supported') return `Every part that could be tested holds: ${quotedList(parts.filter((part) => part.verdict === 'supported').map(({ label }) => label))}.`;
  const failed = parts.filter((part) => part.verdict === 'not-supported').map(({ label }) => label);
  const open = parts.filter((part) => part.verdict === 'undecided').map(({ label }) => label);
  return [failed.length > 0 ? `Not so in these results: ${quotedList(failed)}.` : '', open.length > 0 ? `Left open: ${quotedList(open)}.` : ''].filter((text) => text !== '').join(' ');
}

function attackedSets(results: StudyResults, model: string): Attacked[] {
  const targets = reportTargets(results);
  return targets.filter(({ adversarial }) => adversarial).flatMap((target) => {
    const own = { prompt: 'tuned', source: target.task } as const;
    const clean = cleanTarget(targets, target.task);
    const before = clean === undefined ? undefined : accuracyOf(results, model, clean, own);
    const after = accuracyOf(results, model, target, own);
    return before === undefined || after === undefined ? [] : [{ label: targetLabel(target, targets), clean: before, adversarial: after }];
  });
}

function dropPart(model: string, sets: readonly Attacked[]): ClaimPart {
  const label = `${model} loses accuracy`;
  if (sets.length === 0) return notTested(label);
  const drop = meanWithInterval(sets.map(({ clean, adversarial }) => ({ value: clean.mean - adversarial.mean, variance: varianceOf(clean) + varianceOf(adversarial) })));
  return { label, verdict: verdictOfInterval(drop, MINIMAL_EFFECT.drop), evidence: `Clean minus adversarial accuracy, mean over ${countText(sets.length, 'set')}: ${pointsText(drop.value)} (95% interval ${intervalText(drop)}).` };
}

function belowChancePart(model: string, sets: readonly Attacked[]): ClaimPart {
  const label = `${model} below chance`;
  if (sets.length === 0) return notTested(label);
  const sides = sets.map(sideOfChance);
  const verdict = sides.every((side) => side === 'below') ? 'supported' : sides.includes('above') ? 'not-supported' : 'undecided';
  return { label, verdict, evidence: setsEvidence(sets), cases: setsTable(model, sets) };
}

function aboveChancePart(model: string, sets: readonly Attacked[]): ClaimPart {
  const label = `${model} above chance in two of three`;
  if (sets.length === 0) return notTested(label);
  const sides = sets.map(sideOfChance);
  const share = (kinds: readonly string[]) => sides.filter((side) => kinds.includes(side)).length / sides.length;
  const verdict = share(['above']) >= 2 / 3 ? 'supported' : share(['above', 'neither']) < 2 / 3 ? 'not-supported' : 'undecided';
  return { label, verdict, evidence: setsEvidence(sets), cases: setsTable(model, sets) };
}

function comparisonPart(t5: string, t5Sets: readonly Attacked[], roberta: string, robertaSets: readonly Attacked[]): ClaimPart {
  const label = `${t5} more robust than ${roberta}`;
  const common = t5Sets.flatMap((set) => robertaSets.filter((other) => other.label === set.label).map((other) => [relative(set), relative(other)] as const)).filter((pair) => pair.every((ratio) => ratio !== undefined));
  if (common.length === 0) return notTested(label);
  const difference = meanWithInterval(common.map(([a, b]) => ({ value: a!.value - b!.value, variance: a!.variance + b!.variance })));
  const average = (side: 0 | 1) => common.reduce((sum, pair) => sum + pair[side]!.value, 0) / common.length;
  return { label, verdict: verdictOfInterval(difference, MINIMAL_EFFECT.robustness), evidence: `Adversarial / clean accuracy ${fixed(average(0), 2)} against ${fixed(average(1), 2)}: difference ${fixed(difference.value, 2)} (95% interval ${fixed(difference.low, 2)} to ${fixed(difference.high, 2)}, ${countText(common.length, 'common set')}).` };
}

function setsEvidence(sets: readonly Attacked[]): string {
  const sides = sets.map(sideOfChance);
  const told = (['above', 'neither', 'below'] as const).filter((side) => sides.includes(side)).map((side) => {
    const labels = sets.filter((_, i) => sides[i] === side).map(({ label }) => label);
    return `${sideText[side]} in ${labels.length} of ${countText(sets.length, 'set')}${labels.length <= 3 && labels.length < sets.length ? ` (${listText(labels)})` : ''}`;
  });
  return `${listText(told)}.`.replace(/^./, (first) => first.toUpperCase());
}

function setsTable(model: string, sets: readonly Attacked[]): ClaimPart['cases'] {
  return {
    title: `Adversarial accuracy of ${model}, %`,
    columns: [
      { name: 'set', label: 'Set' },
      { name: 'n', label: 'n', format: 'integer' },
      { name: 'accuracy', label: 'Accuracy', format: 'share' },
      { name: 'interval', label: '95% interval' },
      { name: 'majority', label: 'Majority', format: 'share' },
      { name: 'side', label: 'Against chance' },
    ],
    rows: sets.map((set) => [set.label, set.adversarial.rows, set.adversarial.mean, rangeText(set.adversarial), set.adversarial.majority, sideText[sideOfChance(set)]]),
  };
}

const sideText = { above: 'above chance', below: 'below chance', neither: 'neither above nor below' };

function sideOfChance({ adversarial }: Attacked): keyof typeof sideText {
  if (adversarial.low > adversarial.majority) return 'above';
  return adversarial.high < adversarial.chance ? 'below' : 'neither';
}

/** Adversarial / clean accuracy with its variance by the delta method; undefined when an accuracy is 0. */
function relative({ clean, adversarial }: Attacked): { value: number; variance: number } | undefined {
  if (clean.mean === 0 || adversarial.mean === 0) return undefined;
  const value = adversarial.mean / clean.mean;
  return { value, variance: value ** 2 * (varianceOf(adversarial) / adversarial.mean ** 2 + varianceOf(clean) / clean.mean ** 2) };
}

/** Of a share of `rows` trials, after two successes and two failures more (Agresti and Coull 1998): not 0 at 0 or 1. */
function varianceOf({ mean, rows }: AccuracySummary): number {
  const share = (mean * rows + 2) / (rows + 4);
  return (share * (1 - share)) / (rows + 4);
}

function meanWithInterval(values: readonly { value: number; variance: number }[]): { value: number; low: number; high: number } {
  const value = values.reduce((sum, entry) => sum + entry.value, 0) / values.length;
  const half = (Z_95 * Math.sqrt(values.reduce((sum, { variance }) => sum + variance, 0))) / values.length;
  return { value, low: value - half, high: value + half };
}

function verdictOfInterval({ value, low, high }: { value: number; low: number; high: number }, minimal: number): Verdict {
  if (low > 0 && value >= minimal) return 'supported';
  return high < minimal ? 'not-supported' : 'undecided';
}

function notTested(label: string): ClaimPart {
  return { label, verdict: 'not-tested', evidence: 'No own-prompt accuracy on both clean and adversarial data.' };
}
