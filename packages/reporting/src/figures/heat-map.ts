import { INK, specHead } from './theme.ts';
import type { VegaLiteSpec } from './figure.ts';

export interface HeatMap {
  rows: readonly string[];
  columns: readonly string[];
  cells: readonly { row: string; column: string; value: number; text: string }[];
  /** Columns (rows) after which a line separates groups. */
  columnBreaks: readonly string[];
  rowBreaks: readonly string[];
  /** The same with a thick line: between things of two kinds. */
  columnDivide?: string | undefined;
  rowDivide?: string | undefined;
  /** Stands in the corner, e.g. what rows and columns are. */
  corner: string;
  scheme: string;
  /** Values of the lightest and the darkest colour. */
  domain: readonly [number, number];
}

/** A heat-map with its values written in the cells. */
export function heatMapSpec({ rows, columns, cells, columnBreaks, rowBreaks, columnDivide, rowDivide, corner, scheme, domain }: HeatMap): VegaLiteSpec {
  const x = { field: 'column', type: 'ordinal', sort: columns, scale: { domain: columns }, axis: { title: null, orient: 'top', labelAngle: -40, labelAlign: 'left', domain: false, ticks: false } };
  const y = { field: 'row', type: 'ordinal', sort: rows, scale: { domain: rows }, axis: { title: corner === '' ? null : corner, titleAngle: 0, titleAlign: 'right', titleBaseline: 'bottom', titleX: -6, titleY: -6, domain: false, ticks: false } };
  const dark = domain[0] + 0.6 * (domain[1] - domain[0]);
  const line = { type: 'rule', color: INK, strokeWidth: 1.5, opacity: 0.75 };
  const thick = { type: 'rule', color: INK, strokeWidth: 4 };
  return {
    ...specHead,
    data: { values: cells },
    width: { step: columns.length > 14 ? 32 : 40 },
    height: { step: 26 },
    layer: [
      { mark: { type: 'rect' }, encoding: { x, y, color: { field: 'value', type: 'quantitative', scale: { scheme, domain, clamp: true }, legend: null } } },
      { mark: { type: 'text', fontSize: 11 }, encoding: { x, y, text: { field: 'text', type: 'nominal' }, color: { condition: { test: `datum.value > ${dark}`, value: '#ffffff' }, value: '#1b2430' } } },
      ...(columnBreaks.length === 0 ? [] : [{ data: { values: columnBreaks.map((column) => ({ column })) }, mark: line, encoding: { x: { ...x, bandPosition: 1 } } }]),
      ...(rowBreaks.length === 0 ? [] : [{ data: { values: rowBreaks.map((row) => ({ row })) }, mark: line, encoding: { y: { ...y, bandPosition: 1 } } }]),
      ...(columnDivide === undefined ? [] : [{ data: { values: [{ column: columnDivide }] }, mark: thick, encoding: { x: { ...x, bandPosition: 1 } } }]),
      ...(rowDivide === undefined ? [] : [{ data: { values: [{ row: rowDivide }] }, mark: thick, encoding: { y: { ...y, bandPosition: 1 } } }]),
    ],
  };
}

/** The last name of every group but the last, for lines between groups. */
export function groupBreaks(names: readonly string[], groupOf: (name: string) => string): string[] {
  return names.filter((name, i) => i + 1 < names.length && groupOf(name) !== groupOf(names[i + 1]!));
}
