import { html, isSkillNeuronsError, type Html } from '@skill-neurons/core';
import { checkClaims, comparisonTable, compareRuns, tableHtml, verdictText, type Comparison, type StudyResults } from '@skill-neurons/reporting';
import { compareForm } from './compare-form.ts';
import { pageHtml, runLink } from './page.ts';
import { runName, type RunFacts } from './run-facts.ts';

export interface ComparedRun {
  path: readonly string[];
  results: StudyResults;
}

const mostRows = 1000;

/** Two runs cell by cell, as `compare` does, and what each says of the claims. */
export function comparePage(a: ComparedRun, b: ComparedRun, runs: readonly RunFacts[]): string {
  return pageHtml({
    title: `${runName(a)} beside ${runName(b)}`,
    before: compareForm(runs, { a: a.path, b: b.path }),
    live: html`<dl class="facts"><dt>Run</dt><dd>${runLink(a.path, runName(a))}: <bdi>${a.results.title}</bdi></dd>
<dt>Other</dt><dd>${runLink(b.path, runName(b))}: <bdi>${b.results.title}</bdi></dd></dl>
${claimsHtml(a, b)}
${cellsHtml(a, b)}`,
    summary: '',
    every: 0,
  });
}

function claimsHtml(a: ComparedRun, b: ComparedRun): Html {
  const theirs = new Map(checkClaims(b.results).map((claim) => [claim.number, claim]));
  return html`<h2>Claims</h2>${tableHtml({
    title: 'Verdicts',
    columns: [{ name: 'claim', label: 'Claim' }, { name: 'ours', label: 'Run' }, { name: 'theirs', label: 'Other' }],
    rows: checkClaims(a.results).map(({ number, title, verdict }) => [`${number}. ${title}`, verdictText[verdict], verdictText[theirs.get(number)!.verdict]]),
  })}`;
}

function cellsHtml(a: ComparedRun, b: ComparedRun): Html {
  try {
    return html`${compareRuns(a.results, b.results).map(modelHtml)}`;
  } catch (error) {
    if (!isSkillNeuronsError(error)) throw error;
    return html`<p class="notice"><bdi>${error.message}</bdi></p>`;
  }
}

function modelHtml({ model, cells, within, outside, onlyOurs, onlyTheirs }: Comparison & { model: string }): Html {
  const part = (title: string, inside: boolean) => {
    const table = comparisonTable({ cells: cells.filter((cell) => cell.within === inside), within, outside, onlyOurs, onlyTheirs });
    const left = table.rows.length - mostRows;
    return html`${tableHtml({ title, columns: table.columns, rows: table.rows.slice(0, mostRows), most: mostRows })}${left > 0 ? html`<p>and ${left} more: <code>skill-neurons compare --all</code></p>` : ''}`;
  };
  return html`<h2><bdi>${model}</bdi></h2>
<p>${cells.length} numbers in both: ${within} the same within their tolerance, by the 95 % intervals, ${outside} outside. ${onlyOurs.length} only in the run, ${onlyTheirs.length} only in the other.</p>
${part('Outside', false)}
${within === 0 ? '' : html`<details><summary>Within (${within})</summary>${part('Within', true)}</details>`}`;
}
