import { mean, signFlipTest } from '@skill-neurons/core';
import { countText, leastPText, listText, pValueText, percentText, pointsText } from '../format.ts';
import type { NullResult, StudyResults } from '../study-results.ts';
import { suppressionMethod } from '../summaries/suppression-details.ts';
import { suppressionGaps, suppressionTargets } from '../summaries/suppression.ts';
import { ALPHA, claimedModels, combineVerdicts, MINIMAL_EFFECT, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart } from './claim.ts';
import { designText, intervalEvidence, rowsText } from './evidence.ts';

/** Claim 3: skill neurons exist, i.e. zeroing them hurts more than zeroing as many random neurons. */
export function checkSuppressionClaim(results: StudyResults): ClaimCheck {
  const models = claimedModels(results).map(({ id }) => id);
  const suppressed = models.map((id) => suppressionPart(results, id));
  const parts = [...suppressed, ...models.flatMap((id) => predictivePart(results, id))];
  // Neurons that predict and do nothing are not what the claim is about.
  const verdict = combineVerdicts(suppressed) === 'not-tested' ? 'not-tested' : combineVerdicts(parts);
  const modelsOf = (wanted: ClaimPart['verdict']) => listText(models.filter((_, i) => suppressed[i]!.verdict === wanted));
  const answers: Record<ClaimCheck['verdict'], string> = {
    supported: `Suppressing skill neurons costs more accuracy than suppressing random ones in ${models.length === 1 ? 'the model studied' : 'every model studied'}.`,
    'not-supported': `Suppressing skill neurons does not cost more accuracy than suppressing random ones in ${modelsOf('not-supported')}.`,
    undecided: modelsOf('undecided') === ''
      ? 'Whether neurons predict better than with shuffled labels is left open.'
      : `The difference between skill and random neurons is too small, or comes from too few tasks, to tell it from chance in ${modelsOf('undecided')}.`,
    'not-tested': 'The results hold no suppression of both skill and random neurons.',
  };
  return {
    number: 3,
    title: 'Skill neurons exist in RoBERTa and in T5',
    statement: 'Some neurons predict the label on the prompt tokens, and zeroing the most predictive ones lowers the accuracy on the task more than zeroing as many random neurons.',
    rule: `On clean data with the clean ranking, the gap (accuracy after random suppression minus accuracy after skill suppression) is averaged over all suppression rates above 0 and over seeds, which share data and ranking: one gap per task. Their signs are flipped (paired, two-sided). Supported: mean gap at least ${percentText(MINIMAL_EFFECT.suppression, 0)} and p < ${ALPHA}, which needs six tasks. Not supported: below 0 with p < ${ALPHA}, or a 95% interval below ${percentText(MINIMAL_EFFECT.suppression, 0)}. Where labels were shuffled: supported when in every task and seed some neuron predicts better than the best of all neurons in 95% of the shuffles, otherwise undecided.`,
    tested: testedText(results, models),
    verdict,
    answer: answers[verdict],
    parts,
  };
}

function testedText(results: StudyResults, models: readonly string[]): string {
  const runs = results.suppression.filter(({ model, adversarial, layer, percent }) => models.includes(model) && !adversarial && layer === undefined && percent > 0);
  if (runs.length === 0) return 'No neurons were suppressed on clean data.';
  const most = Math.max(...runs.map(({ percent }) => percent));
  const tasks = new Set(runs.map(({ task }) => task)).size;
  return `The neurons that best tell the labels apart, up to ${most}% of each layer, were ${suppressionMethod(results)}, and then as many others drawn at random, on ${countText(tasks, 'task')} of ${rowsText(runs.map(({ n }) => n))}, ${designText(models.length, results)}.`;
}

function suppressionPart(results: StudyResults, model: string): ClaimPart {
  const label = `${model}: suppression`;
  const targets = suppressionTargets(results, model).filter(({ adversarial }) => !adversarial);
  const gaps = targets.flatMap((target) => {
    const perSeed = suppressionGaps(results, model, target).map(({ gap }) => gap);
    return perSeed.length === 0 ? [] : [mean(perSeed)];
  });
  if (gaps.length === 0) return { label, verdict: 'not-tested', evidence: 'No task with both skill and random suppression on clean data.' };
  const test = signFlipTest(gaps, { seed: `claim-3/${model}` });
  const larger = gaps.filter((gap) => gap > 0).length;
  return {
    label,
    verdict: verdictOfEffect({ value: test.mean, p: test.p, high: test.high }, MINIMAL_EFFECT.suppression),
    evidence: `Accuracy with random neurons suppressed minus accuracy with skill neurons suppressed: ${pointsText(test.mean)}, mean over ${countText(gaps.length, 'task')} (above 0 in ${larger} of them), ${pValueText(test.p)} (${leastPText(test.leastP)}), ${intervalEvidence(test)}.`,
  };
}

function predictivePart({ nulls = [] }: StudyResults, model: string): ClaimPart[] {
  const own = nulls.filter((entry) => entry.model === model && !entry.adversarial);
  if (own.length === 0) return [];
  const discoveries = ({ layers }: NullResult) => layers.reduce((sum, { familyWise }) => sum + familyWise, 0);
  const found = own.filter((entry) => discoveries(entry) > 0).length;
  const permutations = Math.min(...own.map((entry) => entry.permutations));
  return [{
    label: `${model}: prediction`,
    verdict: found === own.length && 1 / (1 + permutations) <= ALPHA ? 'supported' : 'undecided',
    evidence: `In ${found} of ${countText(own.length, 'run')} (task, seed) some neuron predicts better than the best neurons under ${permutations} shuffles of the labels (family-wise error ${ALPHA}); mean number of such neurons ${mean(own.map(discoveries)).toFixed(1)}.`,
  }];
}
