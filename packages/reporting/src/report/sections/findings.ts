import { MULTIPLE_TESTING, verdictText } from '../../claims/claim.ts';
import type { ClaimCheck, Verdict } from '../../claims/claim.ts';
import { countText, listText } from '../../format.ts';
import type { StudyResults } from '../../study-results.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { sectionHtml, tableHtml, verdictHtml } from '../page-parts.ts';

/** Where the numbers of each claim are shown at length. */
const evidenceOf: Readonly<Record<number, readonly string[]>> = { 1: ['transfer', 'prompts'], 2: ['accuracy', 'attacks'], 3: ['suppression', 'chance'], 4: ['overlap'], 5: ['link'] };

/** @param sections titles by id of what the page shows */
export function findingsHtml(results: StudyResults, claims: readonly ClaimCheck[], sections: ReadonlyMap<string, string>): Html {
  return sectionHtml('findings', 'Findings', html`
<p class="lead">${summaryText(results, claims)}</p>
<p>The claims are those of the paper. Each verdict follows from a rule that was fixed before the numbers were seen; open "How it was decided" for the rule. A claim is supported when every part of it is, and not supported when the results speak against any part; parts beside the claim do not count. Undecided is not a no: the data are too few, or the effect too small, to tell.</p>
${claims.map((claim) => claimHtml(claim, sections))}
<p class="soft">${MULTIPLE_TESTING}</p>`);
}

/** The verdicts in a sentence, and what they rest on in another. */
function summaryText({ models, tasks, seeds }: StudyResults, claims: readonly ClaimCheck[]): string {
  const counts = (['supported', 'not-supported', 'undecided', 'not-tested'] as const).flatMap((verdict) => {
    const numbers = claims.filter((claim) => claim.verdict === verdict).map(({ number }) => String(number));
    return numbers.length === 0 && verdict !== 'supported' ? [] : [countOf(verdict, numbers)];
  });
  const sets = tasks.reduce((sum, { splits }) => sum + splits.filter(({ adversarial }) => adversarial).length, 0);
  const basis = [countText(models.length, 'model'), countText(tasks.length, 'task'), ...(sets > 0 ? [countText(sets, 'adversarial set')] : []), countText(seeds.length, 'seed')];
  return `Of ${countText(claims.length, 'claim')}, ${listText(counts)}. This rests on ${listText(basis)}.`;
}

function countOf(verdict: Verdict, numbers: readonly string[]): string {
  if (numbers.length === 0) return 'none is supported';
  return `${numbers.length} ${numbers.length === 1 ? 'is' : 'are'} ${verdictText[verdict]} (${numbers.length === 1 ? 'claim' : 'claims'} ${listText(numbers)})`;
}

function claimHtml({ number, title, statement, tested, verdict, answer, rule, parts }: ClaimCheck, sections: ReadonlyMap<string, string>): Html {
  const evidence = (evidenceOf[number] ?? []).filter((id) => sections.has(id));
  return html`
<article class="claim" id="claim-${number}">
<h3>${number}. ${title}</h3>
<p>${verdictHtml(verdict)}: ${answer}</p>
<p class="tested"><strong>Claim.</strong> ${statement} <strong>Test.</strong> ${tested}</p>
<ul class="evidence">
${parts.map((part) => html`<li>${verdictHtml(part.verdict)} <strong>${part.label}.</strong> ${part.evidence}${part.cases === undefined ? null : html`<details><summary>Set by set</summary>${tableHtml(part.cases)}</details>`}</li>\n`)}</ul>
<details><summary>How it was decided</summary>
<p><strong>Rule.</strong> ${rule}</p>
<p><strong>Numbers.</strong> ${evidence.map((id) => html`<a href="#${id}">${sections.get(id)}</a>, `)}every part with its verdict in <a href="tables/claim-parts.csv">claim-parts.csv</a>.</p>
</details>
</article>`;
}
