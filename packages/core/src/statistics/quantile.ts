/**
 * The `p` quantile (p in [0, 1]) by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996),
 * the default of NumPy and R. NaN of no values.
 */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const place = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
