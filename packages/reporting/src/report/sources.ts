import { countText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import type { Table } from '../tables/table.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** The lists of results.json that a section of the page is computed from. */
const listsOf: Readonly<Record<string, readonly string[]>> = {
  findings: ['evaluations', 'suppression', 'nulls', 'overlap', 'retained', 'rankCorrelations'],
  accuracy: ['evaluations'],
  attacks: ['evaluations', 'attacks', 'attackedRows'],
  transfer: ['evaluations'],
  prompts: ['promptSimilarities', 'evaluations', 'specificity'],
  neurons: ['predictivity', 'neuronProfiles', 'neuronControls'],
  chance: ['nulls'],
  layers: ['layerShares', 'nulls'],
  specificity: ['specificity', 'rankCorrelations'],
  suppression: ['suppression', 'suppressionContrasts'],
  overlap: ['overlap', 'retained'],
  link: ['evaluations', 'overlap', 'retained', 'rankCorrelations'],
};

/** The kind of job that wrote a list; what is not here, `store explain` still finds. */
const jobOf: Readonly<Record<string, string>> = {
  tuning: 'tune', evaluations: 'transfer', attacks: 'transfer', attackedRows: 'transfer', predictivity: 'neurons', neuronProfiles: 'suppress', neuronControls: 'suppress', nulls: 'null', specificity: 'specificity', rankCorrelations: 'specificity',
  suppression: 'suppress', suppressionContrasts: 'suppress', overlap: 'overlap', retained: 'overlap', layerShares: 'layers', promptSimilarities: 'similarity',
};

/** Tables that are not named after their section. */
const sectionOfTable: Readonly<Record<string, string>> = {
  claims: 'findings', 'claim-parts': 'findings', evaluations: 'accuracy', 'accuracy-by-group': 'attacks', predictivity: 'neurons', 'top-neurons': 'neurons', 'single-neurons': 'neurons', null: 'chance', 'null-by-layer': 'chance',
  'prompt-similarity': 'prompts', 'similarity-transfer': 'prompts', 'layer-shares': 'layers', 'layer-share-sets': 'layers',
  'rank-correlations': 'specificity', retained: 'overlap', 'retained-comparison': 'overlap', leaks: 'provenance',
};

/** A list of results.json in short: how much it holds, over what. */
export interface SourceList {
  name: string;
  text: string;
  /** What `store explain` takes to trace its first entry. */
  example: string;
}

/** What the numbers of a section are computed from. */
export function sourceLists(results: StudyResults, section: string): SourceList[] {
  return (listsOf[section] ?? [section]).flatMap((name) => {
    const entries = (results as unknown as Readonly<Record<string, unknown>>)[name];
    return Array.isArray(entries) && entries.length > 0 ? [describe(name, entries as Readonly<Record<string, unknown>>[], results.seeds)] : [];
  });
}

function describe(name: string, entries: readonly Readonly<Record<string, unknown>>[], allSeeds: readonly number[]): SourceList {
  const distinct = (field: string) => [...new Set(entries.map((entry) => entry[field]).filter((value) => typeof value === 'string' || typeof value === 'number'))];
  // What needs no prompt has seed 0.
  const seeds = distinct('seed').filter((seed) => typeof seed === 'number' && allSeeds.includes(seed));
  const rows = distinct('n').filter((n) => typeof n === 'number');
  const facts = [
    ...(distinct('split').length > 0 ? [`splits ${distinct('split').join(', ')}`] : []),
    ...(rows.length > 0 ? [`n = ${Math.min(...rows)}${rows.length > 1 ? `–${Math.max(...rows)}` : ''} rows`] : []),
    ...(seeds.length > 0 ? [`seeds ${seeds.join(', ')}`] : []),
  ];
  const job = jobOf[name];
  const [first] = entries as [Readonly<Record<string, unknown>>];
  const chosen = ['model', 'task', 'split', 'seed'].filter((field) => typeof first[field] === 'number' || /^[\w.-]+$/.test(String(first[field] ?? '')));
  return {
    name,
    text: `${entries.length} entries${job === undefined ? '' : ` written by jobs of kind ${job}`}${facts.length === 0 ? '' : `: ${facts.join('; ')}`}`,
    example: chosen.length === 0 ? `${name}[0]` : `${name}[${chosen.map((field) => `${field}=${String(first[field] as string)}`).join(',')}]`,
  };
}

/** The lists, and the command that traces one of their numbers to its jobs, settings and input bytes. */
export function sourceListsHtml(lists: readonly SourceList[]): Html {
  return html`${lists.map(({ name, text }) => html`<p>From <code>${name}</code> of results.json: ${text}.</p>`)}${lists.slice(0, 1).map(({ example }) => html`<p>Jobs, settings and input bytes behind a number: <code>skill-neurons store explain RUN "${example}"</code></p>`)}`;
}

/** Files of the tables that belong to a section. */
export function tablesOfSection(tables: readonly Table[], section: string): Table[] {
  return tables.filter(({ name }) => (sectionOfTable[name] ?? name) === section || (sectionOfTable[name] === undefined && name.startsWith(`${section}-`)));
}

/** At the end of a section: the files of its tables and where its numbers come from. */
export function sectionSourceHtml(results: StudyResults, tables: readonly Table[], section: string): Html | null {
  const own = tablesOfSection(tables, section);
  const lists = sourceLists(results, section);
  if (own.length === 0 && lists.length === 0) return null;
  return html`<details class="source"><summary>Where the numbers of this section come from</summary>
${own.length === 0 ? null : html`<p>All rows, in long form: ${own.map(({ name, rows }) => html`<a href="tables/${name}.csv" download>${name}.csv</a> <small>(${countText(rows.length, 'row')})</small> `)}</p>`}
${sourceListsHtml(lists)}</details>`;
}
