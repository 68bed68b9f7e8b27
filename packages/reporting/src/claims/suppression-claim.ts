import { mean, pairedPermutationTest } from '@skill-neurons/core';
import { countText, pointsText, pValueText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { suppressionGaps, suppressionTargets } from '../summaries/suppression.ts';
import { ALPHA, combineVerdicts, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart } from './claim.ts';

/** Claim 3: skill neurons exist, i.e. zeroing them hurts more than zeroing as many random neurons. */
export function checkSuppressionClaim(results: StudyResults): ClaimCheck {
  const parts = results.models.map(({ id }) => suppressionPart(results, id));
  const verdict = combineVerdicts(parts);
  const answers: Record<ClaimCheck['verdict'], string> = {
    supported: `Suppressing skill neurons costs more accuracy than suppressing random ones in ${parts.length === 1 ? 'the model studied' : 'every model studied'}.`,
    'not-supported': 'In at least one model, suppressing skill neurons costs no more accuracy than suppressing random ones.',
    undecided: 'Skill neurons cost more accuracy than random ones, but too little or in too few runs to rule out chance.',
    'not-tested': 'The results hold no suppression of both skill and random neurons.',
  };
  return {
    number: 3,
    title: 'Skill neurons exist in RoBERTa and in T5',
    statement: 'Zeroing the neurons that are most predictive for a task lowers the accuracy on it more than zeroing as many random neurons.',
    rule: `On clean data with the clean ranking, the gap (accuracy after random suppression minus accuracy after skill suppression) is averaged over all suppression rates above 0, for every task and seed. The signs of these gaps are flipped at random (paired, two-sided). Supported: mean gap above 0 and p < ${ALPHA}. Not supported: mean gap 0 or below. Seeds of one task are treated as separate runs.`,
    verdict,
    answer: answers[verdict],
    parts,
  };
}

function suppressionPart(results: StudyResults, model: string): ClaimPart {
  const targets = suppressionTargets(results, model).filter(({ adversarial }) => !adversarial);
  const gaps = targets.flatMap((target) => suppressionGaps(results, model, target).map(({ gap }) => gap));
  if (gaps.length === 0) return { label: model, verdict: 'not-tested', evidence: 'No task with both skill and random suppression on clean data.' };
  const { p } = pairedPermutationTest(gaps, { seed: `claim-3/${model}` });
  const larger = gaps.filter((gap) => gap > 0).length;
  return {
    label: model,
    verdict: verdictOfEffect(mean(gaps), p),
    evidence: `Mean gap ${pointsText(mean(gaps))} over ${countText(gaps.length, 'run')} (task, seed), skill suppression worse in ${larger} of them, ${pValueText(p)}.`,
  };
}
