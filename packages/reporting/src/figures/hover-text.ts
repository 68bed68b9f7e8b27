import { fixed } from '../format.ts';
import type { VegaLiteSpec } from './figure.ts';

/** How the numbers of each field are written: the format of the axis (or channel) that shows it. */
export type FieldFormats = ReadonlyMap<string, string>;

/** Formats by field; the second end of a bar or band is written like the first. */
export function fieldFormats(spec: VegaLiteSpec): FieldFormats {
  const formats = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'encoding') note(inner as Record<string, Channel>);
      if (key !== 'data') visit(inner);
    }
  };
  const note = (encoding: Record<string, Channel>) => {
    for (const [channel, { field, axis, format }] of Object.entries(encoding)) {
      const own = axis?.format ?? format;
      if (own === undefined) continue;
      for (const name of [field, encoding[`${channel}2`]?.field]) if (name !== undefined && !formats.has(name)) formats.set(name, own);
    }
  };
  visit(spec);
  return formats;
}

interface Channel {
  field?: string;
  format?: string;
  axis?: { format?: string } | null;
}

/** For placing marks, not for people. */
const unspoken = new Set(['kind', 'text', 'hover', 'row', 'column']);

/**
 * A data row of a figure in words: what it is, then its numbers. A row that has a text `hover` is described by that.
 * The cells of heat-maps (`row`, `column`, `text`) read `row → column: text`.
 */
export function hoverText(datum: unknown, formats: FieldFormats): string | undefined {
  if (typeof datum !== 'object' || datum === null) return undefined;
  const row = datum as Readonly<Record<string, unknown>>;
  if (typeof row['hover'] === 'string') return row['hover'];
  if (typeof row['row'] === 'string' && typeof row['column'] === 'string') {
    const value = typeof row['text'] === 'string' ? row['text'] : typeof row['value'] === 'number' ? numberText('value', row['value'], formats) : '';
    return `${row['row']} \u2192 ${row['column']}${value === '' ? '' : `: ${value}`}`;
  }
  const names: string[] = [];
  const numbers: string[] = [];
  for (const [field, value] of Object.entries(row)) {
    // Vega adds fields for the order of panels.
    if (unspoken.has(field) || field.startsWith('facet_') || field.endsWith('_sort_index')) continue;
    if (typeof value === 'string' && value !== '') names.push(field === 'layer' ? `layer ${value}` : value);
    else if (value === true) names.push(wordsOf(field));
    else if (typeof value === 'number' && Number.isFinite(value)) numbers.push(field === 'percent' ? numberText(field, value, formats) : `${wordsOf(field)} ${numberText(field, value, formats)}`);
  }
  const text = [...new Set(names), ...numbers].join(', ');
  return text === '' ? undefined : text;
}

function wordsOf(field: string): string {
  return baseField(field).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ');
}

/** Vega names aggregates `mean_field`. */
function baseField(field: string): string {
  return field.replace(/^(?:mean|min|max|sum|median)_/, '');
}

function numberText(field: string, value: number, formats: FieldFormats): string {
  const format = formats.get(baseField(field)) ?? '';
  if (format.includes('%')) return `${fixed(100 * value, Number.isInteger(Math.round(1e6 * value) / 1e4) ? 0 : 1)}%`;
  return Number.isInteger(value) ? String(value) : fixed(value, 3);
}
