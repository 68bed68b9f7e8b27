import { createRandom, type Random } from '../random.ts';
import type { Interval } from './binomial-interval.ts';
import { mean } from './moments.ts';
import { pearson } from './pearson.ts';
import { quantile } from './quantile.ts';
import { averageRanks, spearman } from './spearman.ts';

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

type Cell = Pick<NestedPoint, 'group' | 'cluster' | 'x' | 'y'>;

/** With fewer, a percentile bootstrap is far too narrow. */
export const FEWEST_CLUSTERS = 5;
/** 7! = 5040 orders of the clusters are gone through. */
const ENUMERATED_CLUSTERS = 7;

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
  const cells = cellsOf(points);
  const clusters = [...new Set(cells.map(({ cluster }) => cluster))];
  const groups = [...new Set(cells.map(({ group }) => group))];
  const draws = clusters.length < FEWEST_CLUSTERS ? [] : bootstrap(points, clusters, createRandom(seed).fork('bootstrap'), resamples);
  const estimate = (of: (cells: readonly Cell[]) => number): Estimate => {
    const value = of(cells);
    const drawn = draws.map(of).filter((draw) => !Number.isNaN(draw));
    if (Number.isNaN(value) || drawn.length < resamples / 2) return { value };
    return { value, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
  };
  const orders = clusters.length <= ENUMERATED_CLUSTERS ? permutationsOf(clusters.length) : drawnOrders(clusters.length, createRandom(seed).fork('orders'), permutations);
  const donors = orders.map((order) => donorsOf(cells, clusters, order));
  const tested = (of: (cells: readonly Cell[]) => number, residuals: readonly Cell[]) => ({ ...estimate(of), p: pValue(residuals, donors) });
  const groupMeans = groups.map((group) => cells.filter((cell) => cell.group === group)).map((own) => ({ x: mean(own.map(({ x }) => x)), y: mean(own.map(({ y }) => y)) }));
  return {
    points: points.length, groups: groups.length, clusters: clusters.length, cells: cells.length,
    pooled: { pearson: estimate(pooledPearson), spearman: estimate(pooledSpearman) },
    within: {
      pearson: tested(withinPearson, centred(cells)),
      spearman: tested(withinSpearman, centred(cells, averageRanks)),
      slope: estimate(withinSlope),
      leastP: 1 / orders.length,
    },
    between: { pearson: groups.length < 3 ? NaN : pearson(groupMeans.map(({ x }) => x), groupMeans.map(({ y }) => y)) },
  };
}

const [xOf, yOf] = [(cells: readonly Cell[]) => cells.map(({ x }) => x), (cells: readonly Cell[]) => cells.map(({ y }) => y)];
const pooledPearson = (cells: readonly Cell[]) => pearson(xOf(cells), yOf(cells));
const pooledSpearman = (cells: readonly Cell[]) => spearman(xOf(cells), yOf(cells));
const withinPearson = (cells: readonly Cell[]) => pearsonUpToRounding(centred(cells));
const withinSpearman = (cells: readonly Cell[]) => pearsonUpToRounding(centred(cells, averageRanks));

function withinSlope(cells: readonly Cell[]): number {
  const own = centred(cells);
  const spread = own.reduce((sum, { x }) => sum + x * x, 0);
  return spread < 1e-18 ? NaN : own.reduce((sum, { x, y }) => sum + x * y, 0) / spread;
}

/** Residuals of a constant side are 0 but for rounding, which must not be correlated. */
function pearsonUpToRounding(cells: readonly Cell[]): number {
  const spread = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  return spread(xOf(cells)) < 1e-18 || spread(yOf(cells)) < 1e-18 ? NaN : pooledPearson(cells);
}

/** Values (or what `scale` makes of those of one group) less the mean of their group. */
function centred(cells: readonly Cell[], scale: (values: number[]) => readonly number[] = (values) => values): Cell[] {
  return [...groupBy(cells, ({ group }) => group).values()].flatMap((own) => {
    const [x, y] = [scale(xOf(own)), scale(yOf(own))];
    const [middleX, middleY] = [mean(x), mean(y)];
    return own.map((cell, i) => ({ ...cell, x: x[i]! - middleX, y: y[i]! - middleY }));
  });
}

/** The cells of one group side by side, as {@link centred} leaves them too. */
function cellsOf(points: readonly NestedPoint[]): Cell[] {
  const cells = [...groupBy(points, ({ group, cluster }) => JSON.stringify([group, cluster])).values()].map((own) => ({ ...own[0]!, x: mean(xOf(own)), y: mean(yOf(own)) }));
  return [...groupBy(cells, ({ group }) => group).values()].flat();
}

/** Cells of every resample: clusters with replacement, then points with replacement within each of their cells. */
function bootstrap(points: readonly NestedPoint[], clusters: readonly string[], random: Random, resamples: number): Cell[][] {
  const byCluster = groupBy(points, ({ cluster }) => cluster);
  const cellsPerCluster = clusters.map((cluster) => [...groupBy(byCluster.get(cluster)!, ({ group }) => group).values()]);
  return Array.from({ length: resamples }, () => clusters.flatMap((_, place) => {
    const drawn = cellsPerCluster[random.integer(clusters.length)]!;
    return drawn.map((own) => {
      const chosen = own.map(() => own[random.integer(own.length)]!);
      return { group: own[0]!.group, cluster: String(place), x: mean(xOf(chosen)), y: mean(yOf(chosen)) };
    });
  }));
}

/** For every cell, the cell whose x it gets when clusters take a new order, the same in all groups that have the same clusters. */
function donorsOf(cells: readonly Cell[], clusters: readonly string[], order: readonly number[]): Int32Array {
  const place = new Map(clusters.map((cluster, i) => [cluster, i]));
  const donors = new Int32Array(cells.length);
  for (const own of groupBy([...cells.keys()], (i) => cells[i]!.group).values()) {
    const sorted = (by: (cluster: number) => number) => [...own].sort((a, b) => by(place.get(cells[a]!.cluster)!) - by(place.get(cells[b]!.cluster)!));
    const givers = sorted((cluster) => order[cluster]!);
    sorted((cluster) => cluster).forEach((cell, i) => (donors[cell] = givers[i]!));
  }
  return donors;
}

/** Share of the rearrangements whose correlation is at least as large. New orders leave the spread of x as it is: products decide. */
function pValue(own: readonly Cell[], donors: readonly Int32Array[]): number {
  const product = (of: (i: number) => number) => Math.abs(own.reduce((sum, { y }, i) => sum + own[of(i)]!.x * y, 0));
  const observed = product((i) => i);
  if (Number.isNaN(pearsonUpToRounding(own))) return 1;
  const extreme = donors.filter((donor) => product((i) => donor[i]!) >= observed * (1 - 1e-9)).length;
  return Math.max(1, extreme) / donors.length;
}

/** Every order of n things, the given one first. */
function permutationsOf(n: number): number[][] {
  if (n === 0) return [[]];
  return permutationsOf(n - 1).flatMap((order) => Array.from({ length: n }, (_, place) => [...order.slice(0, n - 1 - place), n - 1, ...order.slice(n - 1 - place)]));
}

/** The given order and random ones, so that the p-value counts the data among the rearrangements. */
function drawnOrders(n: number, random: Random, permutations: number): number[][] {
  return Array.from({ length: permutations + 1 }, (_, draw) => (draw === 0 ? Array.from({ length: n }, (_unused, i) => i) : [...random.permutation(n)]));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const own = groups.get(key);
    if (own) own.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * The smallest correlation of n independent pairs that a two-sided test at 0.05 finds four times in five (Fisher's z); 1
 * where n is too small for any.
 */
export function detectableCorrelation(n: number): number {
  return n <= 3 ? 1 : Math.tanh((1.959963984540054 + 0.8416212335729143) / Math.sqrt(n - 3));
}
