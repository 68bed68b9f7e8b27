import { countText, fixed, leastPText, pValueText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { linkPoints } from '../summaries/link.ts';
import { linkLimits, linkMeasureLabels, linkStatistics, studyLink } from '../summaries/link-statistics.ts';
import type { LinkStatistics } from '../summaries/link-statistics.ts';
import { referencePercent } from '../summaries/overlap.ts';
import { ALPHA, combineVerdicts, MINIMAL_EFFECT, verdictOfEffect } from './claim.ts';
import type { ClaimCheck, ClaimPart, Verdict } from './claim.ts';
import { designText, numberInterval } from './evidence.ts';

const minimal = MINIMAL_EFFECT.correlation;

/** Claim 5: robustness goes with activating the same skill neurons on adversarial data. */
export function checkLinkClaim(results: StudyResults, { resamples }: { resamples?: number } = {}): ClaimCheck {
  // The numbers of the section about it, unless fewer draws are asked for.
  const { points, statistics } = resamples === undefined ? studyLink(results) : linkWith(results, resamples);
  const primary = statistics.find(({ measure }) => measure === 'overlap');
  const parts = [
    ...(primary ? [withLimits(withinPart(primary), primary), pooledPart(primary)] : [{ label: 'within models', verdict: 'not-tested' as const, evidence: `${countText(points.length, 'point')}: nothing to correlate.` }]),
    ...statistics.filter((found) => found !== primary).map((found): ClaimPart => ({ ...withinPart(found), label: `${linkMeasureLabels[found.measure]} (beside the claim)`, counted: false })),
  ];
  const verdict = combineVerdicts(parts);
  const percent = referencePercent(results) ?? 5;
  const answers: Record<Verdict, string> = {
    supported: 'Where more skill neurons stay the same under attack, less accuracy is lost. This is a correlation: it does not show that one causes the other.',
    'not-supported': 'Less accuracy is not lost where more skill neurons stay the same, in these results.',
    undecided: 'There are too few adversarial sets, or too weak a correlation, to tell it from chance.',
    'not-tested': 'There are too few pairs of adversarial accuracy and skill neuron overlap.',
  };
  return {
    number: 5,
    title: 'Robustness goes with consistently used skill neurons',
    statement: 'Prompts lose less accuracy on adversarial data where the skill neurons of clean data are also those of adversarial data.',
    rule: `Spearman correlation of overlap (clean and adversarial top ${percent}%, encoder, beyond chance) with the accuracy lost (clean minus adversarial), over pairs of model and adversarial set; seeds are averaged, they share the set. Within models: ranks within each model; whole sets are dealt out anew (two-sided). Supported: rho at most -${minimal} with p < ${ALPHA}, which needs four sets. Not supported: above 0 with p < ${ALPHA}, or a 95% interval above -${minimal} (cluster bootstrap of sets, then seeds; five sets needed). All pairs, models thrown together: supported when rho is at most -${minimal} and its interval below 0, not supported when the interval is above -${minimal}; alone it could come from any difference between the models. The other measures stand beside the claim.`,
    tested: testedText(results, primary),
    verdict,
    answer: answers[verdict],
    parts,
  };
}

function linkWith(results: StudyResults, resamples: number): ReturnType<typeof studyLink> {
  const points = linkPoints(results);
  return { points, statistics: linkStatistics(points, { resamples }) };
}

/** What so much data can say, told once: it is the same for all measures. */
function withLimits(part: ClaimPart, found: LinkStatistics): ClaimPart {
  return { ...part, evidence: `${part.evidence} ${linkLimits(found)}` };
}

function testedText(results: StudyResults, found: LinkStatistics | undefined): string {
  if (found === undefined) return 'There is no model with both accuracy and skill neurons on an adversarial set.';
  return `The accuracy lost on adversarial data was held against the share of skill neurons that stay the same: one point per model and adversarial set (${countText(found.cells, 'point')} of ${countText(found.clusters, 'set')}), ${designText(found.groups, results)}.`;
}

function withinPart(found: LinkStatistics): ClaimPart {
  const { value, p, low } = found.within.spearman;
  if (Number.isNaN(value)) return { label: 'within models', verdict: 'not-tested', evidence: 'No correlation can be computed.' };
  // The claimed sign is negative: what speaks for the claim is -rho.
  const verdict = verdictOfEffect({ value: -value, p, high: low === undefined ? Infinity : -low }, minimal);
  return { label: 'within models', verdict, evidence: `Spearman rho = ${fixed(value, 2)} over ${countText(found.cells, 'pair')} (${numberInterval(found.within.spearman)}), ${pValueText(p)} (${leastPText(found.within.leastP)}).` };
}

function pooledPart({ pooled: { spearman }, cells }: LinkStatistics): ClaimPart {
  const { value, low, high } = spearman;
  if (Number.isNaN(value)) return { label: 'all pairs', verdict: 'not-tested', evidence: 'No correlation can be computed.' };
  const verdict: Verdict = low !== undefined && high !== undefined && high < 0 && value <= -minimal ? 'supported' : low !== undefined && low > -minimal ? 'not-supported' : 'undecided';
  return { label: 'all pairs', verdict, evidence: `Spearman rho = ${fixed(value, 2)} over ${countText(cells, 'pair')} of model and set (${numberInterval(spearman)}).` };
}
