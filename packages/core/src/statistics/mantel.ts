import { createRandom, type Random } from '../random.ts';
import type { Interval } from './binomial-interval.ts';
import { FEWEST_CLUSTERS } from './nested-correlation.ts';
import { quantile } from './quantile.ts';
import { rearrangements } from './rearrangements.ts';
import { spearman, unitRanks } from './spearman.ts';

export interface MantelOptions {
  seed: number | string;
  /** Orders drawn where there are too many items to go through all. */
  permutations?: number;
  /** Draws behind the interval. */
  resamples?: number;
}

/** Rank correlation of two matrices over the same items; `low` and `high` (95 %) from five items on. */
export interface MantelResult extends Partial<Interval> {
  /** NaN below three items, or where a side is constant. */
  rho: number;
  /** Two-sided; 1 where there is no rho. */
  p: number;
  /** No smaller p is possible: 1 / the number of orders. */
  leastP: number;
  /** Indices of the items that count: those left when items with missing cells are gone. */
  items: number[];
  /** Cells that count: ordered pairs of different items. */
  pairs: number;
}

type Matrix = readonly (readonly number[])[];

/**
 * Spearman's rho of two square matrices off their diagonals, tested by Mantel's permutation of the items (Cancer Research 27, 1967):
 * pairs that share an item are not independent, so whole items are dealt out anew, rows and columns together. Either
 * matrix may be asymmetric. The interval draws items anew and drops pairs of an item with itself (Snijders and Borgatti,
 * Connections 22, 1999).
 *
 * @param x, y [items, items]; NaN where unknown, the diagonal is not read
 */
export function mantelTest(x: Matrix, y: Matrix, { seed, permutations = 4999, resamples = 500 }: MantelOptions): MantelResult {
  const items = completeItems(x, y);
  const n = items.length;
  const orders = rearrangements(n, createRandom(seed).fork('orders'), permutations);
  const places = items.flatMap((row) => items.flatMap((column) => (row === column ? [] : [{ row, column }])));
  const values = (of: Matrix) => places.map(({ row, column }) => of[row]![column]!);
  const rho = n < 3 ? NaN : spearman(values(x), values(y));
  const result = { rho, items, pairs: places.length, leastP: 1 / orders.length };
  if (Number.isNaN(rho)) return { ...result, p: 1 };

  const [ranksX, ranksY] = [x, y].map((of) => squareOf(unitRanks(values(of)), n)) as [Float64Array, Float64Array];
  const observed = Math.abs(rho) - 1e-12;
  let extreme = 0;
  for (const order of orders) if (Math.abs(productOf(ranksX, ranksY, order)) >= observed) extreme++;
  return { ...result, p: Math.max(1, extreme) / orders.length, ...(n < FEWEST_CLUSTERS ? {} : interval(x, y, items, createRandom(seed).fork('bootstrap'), resamples)) };
}

/** Items whose cells among one another are all known: the item that misses most goes first, the last of equals. */
function completeItems(x: Matrix, y: Matrix): number[] {
  let items = [...x.keys()];
  for (;;) {
    const unknown = (a: number, b: number) => a !== b && [x[a]![b], y[a]![b], x[b]![a], y[b]![a]].some((value) => value === undefined || Number.isNaN(value));
    const missing = items.map((a) => items.filter((b) => unknown(a, b)).length);
    const most = Math.max(0, ...missing);
    if (most === 0) return items;
    items = items.filter((_, i) => i !== missing.lastIndexOf(most));
  }
}

/** Off-diagonal cells back in their places, [n, n], zeros on the diagonal. */
function squareOf(cells: readonly number[], n: number): Float64Array {
  const square = new Float64Array(n * n);
  let next = 0;
  for (let row = 0; row < n; row++) for (let column = 0; column < n; column++) if (row !== column) square[row * n + column] = cells[next++]!;
  return square;
}

function productOf(x: Float64Array, y: Float64Array, order: readonly number[]): number {
  const n = order.length;
  let product = 0;
  for (let row = 0; row < n; row++) for (let column = 0; column < n; column++) product += x[order[row]! * n + order[column]!]! * y[row * n + column]!;
  return product;
}

function interval(x: Matrix, y: Matrix, items: readonly number[], random: Random, resamples: number): Partial<Interval> {
  const drawn = Array.from({ length: resamples }, () => {
    const sample = items.map(() => items[random.integer(items.length)]!);
    const [xs, ys]: [number[], number[]] = [[], []];
    for (const row of sample) {
      for (const column of sample) {
        if (row === column) continue;
        xs.push(x[row]![column]!);
        ys.push(y[row]![column]!);
      }
    }
    return spearman(xs, ys);
  }).filter((rho) => !Number.isNaN(rho));
  return drawn.length < resamples / 2 ? {} : { low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}
