import type { ClaimCheck } from '../../claims/claim.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { sectionHtml, tableHtml, verdictHtml } from '../page-parts.ts';

/** Where the numbers of each claim are shown at length. */
const evidenceOf: Readonly<Record<number, readonly string[]>> = { 1: ['transfer', 'prompts'], 2: ['accuracy', 'attacks'], 3: ['suppression', 'chance'], 4: ['overlap'], 5: ['link'] };

/** @param sections titles by id of what the page shows */
export function findingsHtml(claims: readonly ClaimCheck[], sections: ReadonlyMap<string, string>): Html {
  return sectionHtml('findings', 'Findings', html`
<p>The five claims of the paper, checked against these results. Each verdict follows from a rule that was fixed before the numbers were seen; open "How it was decided" for the rule. A claim stands when every part of it does and falls with any part.</p>
${claims.map((claim) => claimHtml(claim, sections))}`);
}

function claimHtml({ number, title, statement, verdict, answer, rule, parts }: ClaimCheck, sections: ReadonlyMap<string, string>): Html {
  const evidence = (evidenceOf[number] ?? []).filter((id) => sections.has(id));
  return html`
<article class="claim" id="claim-${number}">
<h3>${number}. ${title}</h3>
<p>${verdictHtml(verdict)}: ${answer}</p>
<ul class="evidence">
${parts.map((part) => html`<li>${verdictHtml(part.verdict)} <strong>${part.label}.</strong> ${part.evidence}${part.cases === undefined ? null : html`<details><summary>Set by set</summary>${tableHtml(part.cases)}</details>`}</li>\n`)}</ul>
<details><summary>How it was decided</summary>
<p><strong>Claim.</strong> ${statement}</p>
<p><strong>Rule.</strong> ${rule}</p>
<p><strong>Numbers.</strong> ${evidence.map((id) => html`<a href="#${id}">${sections.get(id)}</a>, `)}every part with its verdict in <a href="tables/claim-parts.csv">claim-parts.csv</a>.</p>
</details>
</article>`;
}
