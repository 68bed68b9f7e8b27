import type { ClaimCheck } from '../../claims/claim.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { sectionHtml, tableHtml, verdictHtml } from '../page-parts.ts';

export function findingsHtml(claims: readonly ClaimCheck[]): Html {
  return sectionHtml('findings', 'Findings', html`
<p>The five claims of the paper, checked against these results. Each verdict follows from a rule that was fixed before the numbers were seen; open "How it was decided" for the rule. A claim stands when every part of it does and falls with any part.</p>
${claims.map(claimHtml)}`);
}

function claimHtml({ number, title, statement, verdict, answer, rule, parts }: ClaimCheck): Html {
  return html`
<article class="claim" id="claim-${number}">
<h3>${number}. ${title}</h3>
<p>${verdictHtml(verdict)}: ${answer}</p>
<ul class="evidence">
${parts.map((part) => html`<li>${verdictHtml(part.verdict)} <strong>${part.label}.</strong> ${part.evidence}${part.cases === undefined ? null : html`<details><summary>Set by set</summary>${tableHtml(part.cases)}</details>`}</li>\n`)}</ul>
<details><summary>How it was decided</summary>
<p><strong>Claim.</strong> ${statement}</p>
<p><strong>Rule.</strong> ${rule}</p>
</details>
</article>`;
}
