import { spearmanPermutationTest } from '@skill-neurons/core';
import { countText, fixed, pValueText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { linkMeans, linkPoints } from '../summaries/link.ts';
import { referencePercent } from '../summaries/overlap.ts';
import { ALPHA, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart, Verdict } from './claim.ts';

interface Pair {
  overlap: number;
  robustness: number;
}

/** Fewer points than this say nothing about a correlation. */
const FEWEST_POINTS = 4;

/** Claim 5: robustness goes with activating the same skill neurons on adversarial data. */
export function checkLinkClaim(results: StudyResults): ClaimCheck {
  const points = linkPoints(results);
  const means = linkMeans(points);
  const all = correlation(points, 'claim-5/points');
  const averaged = correlation(means, 'claim-5/means');
  const verdict = all.verdict === averaged.verdict ? all.verdict : [all, averaged].some((c) => c.verdict === 'not-supported') ? 'not-supported' : 'undecided';
  const parts: ClaimPart[] = [
    { label: 'every model, task and seed', verdict: all.verdict, evidence: all.evidence },
    { label: 'means over seeds', verdict: averaged.verdict, evidence: averaged.evidence },
    ...withinModels(results, points),
  ];
  const percent = referencePercent(results);
  const answers: Record<Verdict, string> = {
    supported: 'Where more skill neurons stay the same under attack, more of the accuracy stays too. This is a correlation: it does not show that one causes the other.',
    'not-supported': 'Robustness does not go up with the overlap of skill neurons in these results.',
    undecided: 'The correlation points the claimed way, but too weakly or with too few points to rule out chance.',
    'not-tested': 'There are too few pairs of adversarial accuracy and skill neuron overlap.',
  };
  return {
    number: 5,
    title: 'Robustness goes with consistently used skill neurons',
    statement: 'Prompts are more robust where the skill neurons of clean data are also those of adversarial data.',
    rule: `Spearman correlation of overlap (share of the clean top ${percent ?? 5}% that is in the adversarial top ${percent ?? 5}%, encoder) with robustness (adversarial / clean accuracy), with a two-sided permutation p-value: once over every (model, adversarial set, seed), once over means of seeds, which are not independent. Supported: both above 0 with p < ${ALPHA}. Not supported: one of them 0 or below. A correlation across models can come from any difference between the models, so the one within each model is given as well (not part of the verdict).`,
    verdict,
    answer: answers[verdict],
    parts,
  };
}

function correlation(points: readonly Pair[], seed: string): { verdict: Verdict; evidence: string } {
  if (points.length < FEWEST_POINTS) return { verdict: 'not-tested', evidence: `n = ${points.length}: too few (${FEWEST_POINTS} are needed).` };
  const { observed, p } = spearmanPermutationTest(points.map(({ overlap }) => overlap), points.map(({ robustness }) => robustness), { seed });
  return { verdict: verdictOfEffect(observed, p), evidence: `Spearman rho = ${fixed(observed, 2)}, n = ${points.length}, ${pValueText(p)}.` };
}

function withinModels({ models }: StudyResults, points: readonly ({ model: string } & Pair)[]): ClaimPart[] {
  if (models.length < 2) return [];
  return models.map(({ id }) => {
    const own = points.filter(({ model }) => model === id);
    const { verdict, evidence } = correlation(own, `claim-5/${id}`);
    return { label: `within ${id} (not part of the verdict)`, verdict, evidence: verdict === 'not-tested' ? `${countText(own.length, 'point')}: too few.` : evidence };
  });
}
