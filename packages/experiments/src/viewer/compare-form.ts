import { html, type Html } from '@skill-neurons/core';
import { runName, type RunFacts } from './run-facts.ts';

/** Choice of two runs with results; nothing where there are not two. */
export function compareForm(runs: readonly RunFacts[], chosen: { a?: readonly string[]; b?: readonly string[] } = {}): Html {
  const comparable = runs.filter(({ claims }) => claims !== null);
  if (comparable.length < 2) return html``;
  const [first, second] = comparable.map(({ path }) => path.join('/'));
  const choice = (name: 'a' | 'b', label: string, value: string | undefined) => html`
<label>${label}<select name="${name}">${comparable.map((run) => {
    const path = run.path.join('/');
    return html`<option value="${path}"${path === value ? html` selected` : ''}>${runName(run)}${run.title === null ? '' : `: ${run.title}`}</option>`;
  })}</select></label>`;
  return html`
<section aria-labelledby="compare-title"><h2 id="compare-title">Compare two runs</h2>
<form action="/compare" method="get">${choice('a', 'Run', chosen.a?.join('/') ?? first)}${choice('b', 'with', chosen.b?.join('/') ?? second)}
<button>Compare</button></form></section>`;
}
