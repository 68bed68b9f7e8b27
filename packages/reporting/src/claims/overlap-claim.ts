import { mean, signFlipTest, stratifiedPermutationTest, wilsonInterval } from '@skill-neurons/core';
import { countText, fixed, leastPText, pValueText, percentText, quotedList } from '../format.ts';
import type { ModelSummary, OverlapResult, StudyResults } from '../study-results.ts';
import { encoderLayers, overlapShare, referencePercent } from '../summaries/overlap.ts';
import type { OverlapShare } from '../summaries/overlap.ts';
import { retainedSeparations } from '../summaries/retained.ts';
import { ALPHA, combineVerdicts, MINIMAL_EFFECT, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart, Verdict } from './claim.ts';
import { designText, numberInterval } from './evidence.ts';

const { timesChance, consistency } = MINIMAL_EFFECT;

/** Claim 4: T5's clean skill neurons stay predictive on adversarial data, RoBERTa's do not. */
export function checkOverlapClaim(results: StudyResults): ClaimCheck {
  const percent = referencePercent(results);
  const at = (model: string) => results.overlap.filter((entry) => entry.model === model && entry.percent === percent);
  const ofKind = (kind: ModelSummary['architecture']) => results.models.filter(({ architecture }) => architecture === kind).map(({ id }) => id);
  const pairs = ofKind('t5').flatMap((t5) => ofKind('roberta').map((roberta) => [t5, roberta] as const));
  const parts = [
    ...ofKind('t5').map((id) => chancePart(id, 'above chance', at(id))),
    ...ofKind('roberta').map((id) => chancePart(id, 'no more than chance', at(id))),
    ...pairs.map(([t5, roberta]) => comparisonPart(`${t5} above ${roberta}`, 'Overlap beyond chance', beyondChance(at(t5)), beyondChance(at(roberta)))),
    ...pairs.flatMap(([t5, roberta]) => {
      const [a, b] = [retainedSeparations(results, t5), retainedSeparations(results, roberta)];
      return a.length === 0 && b.length === 0 ? [] : [comparisonPart(`${t5} retains more than ${roberta}`, 'Probability that a clean skill neuron predicts adversarial labels better than another neuron', a, b)];
    }),
  ];
  const verdict = combineVerdicts(parts);
  const top = `top ${percent ?? 5}%`;
  return {
    number: 4,
    title: 'T5 uses the same skill neurons on adversarial data, RoBERTa does not',
    statement: 'The skill neurons that T5 shows on clean data are also among the most predictive on adversarial data; those of RoBERTa are not.',
    rule: `Overlap is the share of the clean ${top} of each encoder layer that is also in the adversarial ${top}; random sets share their size over the layer's width. Each run (set, seed) has an exact hypergeometric p-value over its layers; those of several runs, which are not independent, are combined as twice their mean, valid under any dependence. More than chance: at least ${timesChance} times chance and p < ${ALPHA}; no more than chance: the 95% Wilson limit of the mean share, for the neurons of one run, is below ${timesChance} times chance. T5: supported when more than chance, not supported when no more; RoBERTa the other way round; anything else is undecided. T5 against RoBERTa, in overlap beyond chance and, where measured, in the probability that a clean skill neuron is more predictive on adversarial data than another neuron: runs are dealt out anew between the models within each set (two-sided); supported when T5 is higher by at least ${consistency} with p < ${ALPHA}, not supported when lower with p < ${ALPHA} or when the interval over sets (sign flips, six sets needed) lies below ${consistency}. It is about these sets and prompts: few sets say little about others.`,
    tested: testedText(results, [...ofKind('t5'), ...ofKind('roberta')].map(at), top),
    verdict,
    answer: answer(verdict, parts),
    parts,
  };
}

function testedText(results: StudyResults, perModel: readonly (readonly OverlapResult[])[], top: string): string {
  const runs = perModel.flat();
  if (runs.length === 0) return 'Skill neurons of clean and adversarial data were not compared.';
  const sets = new Set(runs.map(({ task, split }) => JSON.stringify([task, split]))).size;
  return `The most predictive neurons (${top} of each encoder layer) were found once on clean and once on adversarial rows, and the two sets compared: ${countText(sets, 'adversarial set')}, ${designText(perModel.length, results)}, ${countText(runs.length, 'comparison')} in all.`;
}

function answer(verdict: Verdict, parts: readonly ClaimPart[]): string {
  if (verdict === 'not-tested') return 'The results hold no overlap of clean and adversarial skill neurons in a T5 or RoBERTa encoder.';
  if (verdict === 'supported') return 'T5 keeps its skill neurons under attack and RoBERTa does not.';
  const failed = parts.filter((part) => part.verdict === 'not-supported').map(({ label }) => label);
  return failed.length > 0 ? `Not so in these results: ${quotedList(failed)}.` : `Left open: ${quotedList(parts.filter((part) => part.verdict === 'undecided').map(({ label }) => label))}.`;
}

function chancePart(model: string, side: 'above chance' | 'no more than chance', overlaps: readonly OverlapResult[]): ClaimPart {
  const label = `${model} ${side}`;
  const runs = overlaps.flatMap((entry) => {
    const found = overlapShare(encoderLayers(entry));
    return found === undefined ? [] : [{ ...found, size: encoderLayers(entry).reduce((sum, { size }) => sum + size, 0) }];
  });
  if (runs.length === 0) return { label, verdict: 'not-tested', evidence: 'No overlap results.' };
  const [share, chance] = [mean(runs.map((run) => run.share)), mean(runs.map((run) => run.chance))];
  const p = runs.length === 1 ? runs[0]!.p : Math.min(1, 2 * mean(runs.map((run: OverlapShare) => run.p)));
  const { low, high } = wilsonInterval(share, Math.min(...runs.map(({ size }) => size)));
  const more = p < ALPHA && share >= timesChance * chance;
  const noMore = high < timesChance * chance;
  const verdict: Verdict = !more && !noMore ? 'undecided' : more === (side === 'above chance') ? 'supported' : 'not-supported';
  return {
    label,
    verdict,
    evidence: `${percentText(share)} shared against ${percentText(chance)} by chance (${fixed(share / chance, 1)} times chance, 95% interval ${fixed(low / chance, 1)} to ${fixed(high / chance, 1)}), ${pValueText(p)}, ${countText(runs.length, 'run')} (task, seed).`,
  };
}

interface RunValue {
  /** Adversarial set. */
  set: string;
  value: number;
}

function beyondChance(overlaps: readonly OverlapResult[]): RunValue[] {
  return overlaps.flatMap((entry) => {
    const found = overlapShare(encoderLayers(entry));
    return found === undefined || found.chance >= 1 ? [] : [{ set: JSON.stringify([entry.task, entry.split]), value: (found.share - found.chance) / (1 - found.chance) }];
  });
}

function comparisonPart(label: string, what: string, a: readonly RunValue[], b: readonly RunValue[]): ClaimPart {
  const valuesAt = (runs: readonly RunValue[], set: string) => runs.filter((run) => run.set === set).map(({ value }) => value);
  const strata = [...new Set(a.map(({ set }) => set))].map((set) => ({ a: valuesAt(a, set), b: valuesAt(b, set) })).filter((stratum) => stratum.b.length > 0);
  if (strata.length === 0) return { label, verdict: 'not-tested', evidence: 'No adversarial set with results of both models.' };
  const { observed, p } = stratifiedPermutationTest(strata, { seed: `claim-4/${label}`, permutations: 1999 });
  const paired = signFlipTest(strata.map((stratum) => mean(stratum.a) - mean(stratum.b)), { seed: `claim-4/${label}` });
  const averages = [mean(strata.map((stratum) => mean(stratum.a))), mean(strata.map((stratum) => mean(stratum.b)))] as const;
  return {
    label,
    verdict: verdictOfEffect({ value: observed, p, high: paired.high }, consistency),
    evidence: `${what}: ${fixed(averages[0], 2)} against ${fixed(averages[1], 2)}, difference ${fixed(observed, 2)} over ${countText(strata.length, 'adversarial set')}, ${pValueText(p)} over runs; paired by set ${pValueText(paired.p)} (${leastPText(paired.leastP)}), ${numberInterval(paired)}.`,
  };
}
