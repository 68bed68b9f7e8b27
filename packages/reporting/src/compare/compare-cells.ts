import type { Quantity } from './quantities.ts';

/** A cell of two tables, side by side. */
export interface ComparedCell {
  label: string;
  kind: Quantity['kind'];
  ours: number;
  theirs: number;
  difference: number;
  /** Largest difference that counts as the same. */
  tolerance: number;
  within: boolean;
}

/** Two tables, cell by cell. */
export interface Comparison {
  cells: ComparedCell[];
  within: number;
  outside: number;
  /** Labels of numbers that only the one or only the other has. */
  onlyOurs: string[];
  onlyTheirs: string[];
}

/** Where neither side has an interval and no tolerance is given: one point. */
const DEFAULT_TOLERANCE = 0.01;
/** Published accuracies have two decimals and leave out up to 63 rows (see the tables' notes). */
export const PUBLISHED_SLACK = 0.003;

/**
 * Sets two lists of numbers side by side, cell by cell. Without `tolerance` (in the unit of the numbers: 0.01 is a point)
 * it comes from the 95 % intervals: half widths of both sides, added as those of independent measurements, plus `slack`.
 */
export function compareQuantities(ours: readonly Quantity[], theirs: readonly Quantity[], { tolerance, slack = 0 }: { tolerance?: number | undefined; slack?: number } = {}): Comparison {
  const byKey = new Map(theirs.map((quantity) => [quantity.key, quantity]));
  const cells = ours.flatMap((own): ComparedCell[] => {
    const other = byKey.get(own.key);
    if (other === undefined) return [];
    const difference = own.value - other.value;
    const allowed = tolerance ?? toleranceOf(own, other, difference) + slack;
    // A difference that equals the tolerance on paper must not fail by its last bit.
    return [{ label: own.label, kind: own.kind, ours: own.value, theirs: other.value, difference, tolerance: allowed, within: Math.abs(difference) <= allowed + 1e-9 }];
  });
  const known = new Set(ours.map(({ key }) => key));
  return {
    cells,
    within: cells.filter(({ within }) => within).length,
    outside: cells.filter(({ within }) => !within).length,
    onlyOurs: ours.filter(({ key }) => !byKey.has(key)).map(({ label }) => label),
    onlyTheirs: theirs.filter(({ key }) => !known.has(key)).map(({ label }) => label),
  };
}

/** The half widths on the sides that face each other; intervals are not symmetric. */
function toleranceOf(own: Quantity, other: Quantity, difference: number): number {
  const half = ({ value, low, high }: Quantity, upwards: boolean) => (low === undefined || high === undefined ? undefined : Math.abs(upwards ? high - value : value - low));
  const sides = [half(own, difference < 0), half(other, difference > 0)].filter((side) => side !== undefined);
  return sides.length === 0 ? DEFAULT_TOLERANCE : Math.hypot(...sides);
}
