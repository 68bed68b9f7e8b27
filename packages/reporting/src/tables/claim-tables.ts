import { verdictText } from '../claims/claim.ts';
import type { ClaimCheck } from '../claims/claim.ts';
import type { Table } from './table.ts';

/** The claims at a glance, e.g. for the terminal. */
export function claimTable(claims: readonly ClaimCheck[]): Table {
  return {
    name: 'claims',
    title: 'The claims, checked',
    columns: [
      { name: 'claim', label: 'Claim', format: 'integer' },
      { name: 'title', label: 'Title' },
      { name: 'verdict', label: 'Verdict' },
      { name: 'answer', label: 'Answer' },
    ],
    rows: claims.map(({ number, title, verdict, answer }) => [number, title, verdictText[verdict], answer]),
  };
}

export function claimPartTable(claims: readonly ClaimCheck[]): Table {
  return {
    name: 'claim-parts',
    title: 'The parts of the claims',
    columns: [
      { name: 'claim', label: 'Claim', format: 'integer' },
      { name: 'part', label: 'Part' },
      { name: 'verdict', label: 'Verdict' },
      { name: 'evidence', label: 'Evidence' },
    ],
    rows: claims.flatMap(({ number, parts }) => parts.map(({ label, verdict, evidence }) => [number, label, verdictText[verdict], evidence])),
  };
}
