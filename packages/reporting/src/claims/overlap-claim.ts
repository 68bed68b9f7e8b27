import { mean, stratifiedPermutationTest } from '@skill-neurons/core';
import { countText, fixed, listText, percentText, pointsText, pValueText } from '../format.ts';
import type { ModelSummary, OverlapResult, StudyResults } from '../study-results.ts';
import { encoderLayers, overlapShare, referencePercent } from '../summaries/overlap.ts';
import { ALPHA, combineVerdicts, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart, Verdict } from './claim.ts';

/** An overlap below this many times chance is called no more than chance. */
const NEAR_CHANCE = 1.5;

/** Claim 4: T5's clean skill neurons stay predictive on adversarial data, RoBERTa's do not. */
export function checkOverlapClaim(results: StudyResults): ClaimCheck {
  const percent = referencePercent(results);
  const at = (model: string) => results.overlap.filter((entry) => entry.model === model && entry.percent === percent);
  const ofKind = (kind: ModelSummary['architecture']) => results.models.filter(({ architecture }) => architecture === kind);
  const parts = [
    ...ofKind('t5').map(({ id }) => aboveChancePart(id, at(id))),
    ...ofKind('roberta').map(({ id }) => nearChancePart(id, at(id))),
    ...ofKind('t5').flatMap((t5) => ofKind('roberta').map((roberta) => comparisonPart(t5.id, at(t5.id), roberta.id, at(roberta.id)))),
  ];
  const verdict = combineVerdicts(parts);
  return {
    number: 4,
    title: 'T5 uses the same skill neurons on adversarial data, RoBERTa does not',
    statement: 'The skill neurons that T5 shows on clean data are also among the most predictive on adversarial data; those of RoBERTa are not.',
    rule: `Overlap is the share of the clean top ${percent ?? 5}% of each encoder layer that is also in the adversarial top ${percent ?? 5}%; random sets share as much as their size over the layer's width. T5: supported when above chance with p < ${ALPHA} (exact hypergeometric, all layers, tasks and seeds). RoBERTa: not supported when above chance with p < ${ALPHA} and at least ${NEAR_CHANCE} times chance; supported when at most chance; otherwise undecided. T5 against RoBERTa: models are dealt out anew within each task (two-sided); supported when T5 is higher with p < ${ALPHA}, not supported when it is not higher.`,
    verdict,
    answer: answer(verdict, parts),
    parts,
  };
}

function answer(verdict: Verdict, parts: readonly ClaimPart[]): string {
  if (verdict === 'not-tested') return 'The results hold no overlap of clean and adversarial skill neurons in a T5 or RoBERTa encoder.';
  if (verdict === 'supported') return 'T5 keeps its skill neurons under attack and RoBERTa does not.';
  const failed = parts.filter((part) => part.verdict === 'not-supported').map(({ label }) => label);
  return failed.length > 0 ? `It fails at: ${listText(failed)}.` : 'The numbers do not settle every part of it.';
}

function aboveChancePart(model: string, overlaps: readonly OverlapResult[]): ClaimPart {
  const label = `${model} above chance`;
  const total = overlapShare(overlaps.flatMap(encoderLayers));
  if (total === undefined) return { label, verdict: 'not-tested', evidence: 'No overlap results.' };
  return { label, verdict: verdictOfEffect(total.share - total.chance, total.p), evidence: evidenceOf(total, overlaps.length) };
}

function nearChancePart(model: string, overlaps: readonly OverlapResult[]): ClaimPart {
  const label = `${model} no more than chance`;
  const total = overlapShare(overlaps.flatMap(encoderLayers));
  if (total === undefined) return { label, verdict: 'not-tested', evidence: 'No overlap results.' };
  const above = total.p < ALPHA && total.share >= NEAR_CHANCE * total.chance;
  return { label, verdict: above ? 'not-supported' : total.share <= total.chance ? 'supported' : 'undecided', evidence: evidenceOf(total, overlaps.length) };
}

function evidenceOf({ share, chance, p }: { share: number; chance: number; p: number }, runs: number): string {
  return `${percentText(share)} shared against ${percentText(chance)} by chance (${fixed(share / chance, 1)} times chance), ${pValueText(p)}, ${countText(runs, 'run')} (task, seed).`;
}

function comparisonPart(t5: string, t5Overlaps: readonly OverlapResult[], roberta: string, robertaOverlaps: readonly OverlapResult[]): ClaimPart {
  const label = `${t5} above ${roberta}`;
  const shares = (overlaps: readonly OverlapResult[], key: string) => overlaps.filter((entry) => keyOf(entry) === key).flatMap((entry) => overlapShare(encoderLayers(entry))?.share ?? []);
  const keys = [...new Set(t5Overlaps.map(keyOf))];
  const strata = keys.map((key) => ({ a: shares(t5Overlaps, key), b: shares(robertaOverlaps, key) })).filter(({ a, b }) => a.length > 0 && b.length > 0);
  if (strata.length === 0) return { label, verdict: 'not-tested', evidence: 'No task with overlap results of both models.' };
  const { observed, p } = stratifiedPermutationTest(strata, { seed: `claim-4/${t5}/${roberta}` });
  const averages = [mean(strata.map(({ a }) => mean(a))), mean(strata.map(({ b }) => mean(b)))] as const;
  return { label, verdict: verdictOfEffect(observed, p), evidence: `${percentText(averages[0])} against ${percentText(averages[1])}: ${pointsText(observed)} over ${countText(strata.length, 'adversarial set')}, ${pValueText(p)}.` };
}

function keyOf({ task, split }: OverlapResult): string {
  return JSON.stringify([task, split]);
}
