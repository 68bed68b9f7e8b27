import { createRandom, type Random } from '../random.ts';
import type { Interval } from './binomial-interval.ts';
import { pearson } from './pearson.ts';
import { quantile } from './quantile.ts';
import { rearrangements } from './rearrangements.ts';
import { averageRanks } from './spearman.ts';

/** One measurement of two things, e.g. of one prompt: `group` its model, `cluster` the data set; several of one cell are its seeds. */
export interface NestedPoint {
  group: string;
  cluster: string;
  x: number;
  y: number;
}

export interface NestedCorrelationOptions {
  seed: number | string;
  resamples?: number;
  /** Rearrangements drawn where there are too many to go through all. */
  permutations?: number;
}

/** An estimate with the 95 % interval of a bootstrap; without one where there are fewer than five clusters. */
export interface Estimate extends Partial<Interval> {
  value: number;
}

/** A correlation of points that share clusters, with what the clusters leave of it. */
export interface NestedCorrelation {
  points: number;
  groups: number;
  clusters: number;
  /** Groups x clusters that have points; every correlation is over their means. */
  cells: number;
  /** Over all cells. A difference between two groups alone can make it, so it has no p-value. */
  pooled: { pearson: Estimate; spearman: Estimate };
  /** Over cells less the mean of their group (Spearman: of ranks within the group). */
  within: {
    pearson: Estimate & { p: number };
    spearman: Estimate & { p: number };
    /** Change of y per unit of x, least squares with an intercept per group. */
    slope: Estimate;
    /** No smaller p is possible: 1 / the number of rearrangements. */
    leastP: number;
  };
  /** Over the means of the groups; NaN below three groups. */
  between: { pearson: number };
}

/** Means of the cells, those of one group side by side. */
interface Cells {
  x: number[];
  y: number[];
  /** Where each group starts, and the end. */
  starts: number[];
}

/** With fewer, a percentile bootstrap is far too narrow. */
export const FEWEST_CLUSTERS = 5;
/** Sums of squares below this are rounding. */
const TINY = 1e-18;

/**
 * Correlation of points that are nested: repetitions in cells, cells being clusters crossed with groups. Repetitions are
 * averaged first.
 *
 * Intervals: two-stage cluster bootstrap (Davison and Hinkley 1997, 3.8) - clusters are drawn anew, each with its cells in
 * all groups, then repetitions within each cell. Groups stay as they are: nothing is said of other groups.
 * p-values: the x of whole clusters are dealt out anew within every group, in the same order in all groups, since a
 * cluster has something in common across groups; two-sided.
 */
export function nestedCorrelation(points: readonly NestedPoint[], { seed, resamples = 1000, permutations = 4999 }: NestedCorrelationOptions): NestedCorrelation {
  const grid = gridOf(points);
  const { clusters, groups } = grid;
  const cells = cellsOf(grid, (values) => values, clusters.map((_, i) => i));
  const draws = clusters.length < FEWEST_CLUSTERS ? [] : bootstrap(grid, createRandom(seed).fork('bootstrap'), resamples);
  const estimate = (of: (cells: Cells) => number): Estimate => {
    const value = of(cells);
    const drawn = draws.map(of).filter((draw) => !Number.isNaN(draw));
    if (Number.isNaN(value) || drawn.length < resamples / 2) return { value };
    return { value, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
  };
  const orders = rearrangements(clusters.length, createRandom(seed).fork('orders'), permutations);
  const donors = orders.map((order) => donorsOf(grid, order));
  const tested = (of: (cells: Cells) => number, residuals: Cells) => ({ ...estimate(of), p: pValue(residuals, donors) });
  const groupMeans = (values: readonly number[]) => groups.map((_, g) => meanOf(values, cells.starts[g]!, cells.starts[g + 1]!));
  return {
    points: points.length, groups: groups.length, clusters: clusters.length, cells: cells.x.length,
    pooled: { pearson: estimate(correlation), spearman: estimate(({ x, y, starts }) => correlation({ x: averageRanks(x), y: averageRanks(y), starts })) },
    within: {
      pearson: tested((of) => correlation(centred(of)), centred(cells)),
      spearman: tested((of) => correlation(centred(ranked(of))), centred(ranked(cells))),
      slope: estimate((of) => slope(centred(of))),
      leastP: 1 / orders.length,
    },
    between: { pearson: groups.length < 3 ? NaN : pearson(groupMeans(cells.x), groupMeans(cells.y)) },
  };
}

/** Points by group and by cluster; undefined where a group lacks a cluster. */
interface Grid {
  groups: string[];
  clusters: string[];
  points: (NestedPoint[] | undefined)[][];
}

function gridOf(points: readonly NestedPoint[]): Grid {
  const groups = [...new Set(points.map(({ group }) => group))];
  const clusters = [...new Set(points.map(({ cluster }) => cluster))];
  const grid: Grid['points'] = groups.map(() => clusters.map(() => undefined));
  for (const point of points) (grid[groups.indexOf(point.group)]![clusters.indexOf(point.cluster)] ??= []).push(point);
  return { groups, clusters, points: grid };
}

/** Cells of the chosen clusters, `draw` choosing among the points of each. */
function cellsOf({ points }: Grid, draw: (points: NestedPoint[]) => NestedPoint[], chosen: readonly number[]): Cells {
  const cells: Cells = { x: [], y: [], starts: [0] };
  for (const ofGroup of points) {
    for (const cluster of chosen) {
      const own = ofGroup[cluster];
      if (!own) continue;
      const drawn = draw(own);
      let [x, y] = [0, 0];
      for (const point of drawn) {
        x += point.x;
        y += point.y;
      }
      cells.x.push(withoutNoise(x / drawn.length));
      cells.y.push(withoutNoise(y / drawn.length));
    }
    cells.starts.push(cells.x.length);
  }
  return cells;
}

/** To about twelve decimals: means that are equal must come out equal, or rounding would rank them. */
function withoutNoise(value: number): number {
  return Math.round(value * 2 ** 40) / 2 ** 40;
}

/** Clusters with replacement, then points with replacement within each of their cells. */
function bootstrap(grid: Grid, random: Random, resamples: number): Cells[] {
  const { clusters } = grid;
  return Array.from({ length: resamples }, () =>
    cellsOf(grid, (own) => (own.length === 1 ? own : own.map(() => own[random.integer(own.length)]!)), clusters.map(() => random.integer(clusters.length))));
}

function meanOf(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
}

/** Values less the mean of their group. */
function centred({ x, y, starts }: Cells): Cells {
  const less = (values: readonly number[]) => byGroup(values, starts, (own) => {
    const middle = meanOf(own, 0, own.length);
    return own.map((value) => value - middle);
  });
  return { x: less(x), y: less(y), starts };
}

/** Ranks within each group. */
function ranked({ x, y, starts }: Cells): Cells {
  return { x: byGroup(x, starts, averageRanks), y: byGroup(y, starts, averageRanks), starts };
}

function byGroup(values: readonly number[], starts: readonly number[], scale: (own: number[]) => number[]): number[] {
  return starts.slice(0, -1).flatMap((from, g) => scale(values.slice(from, starts[g + 1])));
}

/** Pearson's r; NaN where a side is constant but for rounding, as residuals of a constant are. */
function correlation({ x, y }: Cells): number {
  const [middleX, middleY] = [meanOf(x, 0, x.length), meanOf(y, 0, y.length)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - middleX, y[i]! - middleY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx < TINY || yy < TINY ? NaN : Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}

/** Of values that are centred already. */
function slope({ x, y }: Cells): number {
  const [xy, xx] = [x.reduce((sum, value, i) => sum + value * y[i]!, 0), x.reduce((sum, value) => sum + value * value, 0)];
  return xx < TINY ? NaN : xy / xx;
}

/** For every cell, the cell whose x it gets when clusters take a new order, the same in all groups that have the same clusters. */
function donorsOf({ points }: Grid, order: readonly number[]): Int32Array {
  const donors: number[] = [];
  for (const ofGroup of points) {
    const start = donors.length;
    const there = [...ofGroup.keys()].filter((cluster) => ofGroup[cluster] !== undefined);
    const places = [...there.keys()].sort((a, b) => order[there[a]!]! - order[there[b]!]!);
    donors.push(...places.map((place) => start + place));
  }
  return Int32Array.from(donors);
}

/** Share of the rearrangements whose correlation is at least as large. New orders leave the spread of x as it is: products decide. */
function pValue(residuals: Cells, donors: readonly Int32Array[]): number {
  if (Number.isNaN(correlation(residuals))) return 1;
  const { x, y } = residuals;
  const observed = Math.abs(x.reduce((sum, value, i) => sum + value * y[i]!, 0));
  let extreme = 0;
  for (const donor of donors) {
    let product = 0;
    for (let i = 0; i < y.length; i++) product += x[donor[i]!]! * y[i]!;
    if (Math.abs(product) >= observed * (1 - 1e-9)) extreme++;
  }
  return Math.max(1, extreme) / donors.length;
}

/**
 * The smallest correlation of n independent pairs that a two-sided test at 0.05 finds four times in five (Fisher's z); 1
 * where n is too small for any.
 */
export function detectableCorrelation(n: number): number {
  return n <= 3 ? 1 : Math.tanh((1.959963984540054 + 0.8416212335729143) / Math.sqrt(n - 3));
}
