/**
 * Adjusted p-values of Benjamini and Hochberg (JRSS B 57, 1995): those at most q are the discoveries at a false
 * discovery rate of q, under independence or positive dependence of the tests.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const m = pValues.length;
  const ascending = Int32Array.from({ length: m }, (_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Float64Array(m);
  let least = 1;
  for (let rank = m; rank >= 1; rank--) {
    const i = ascending[rank - 1]!;
    least = Math.min(least, (pValues[i]! * m) / rank);
    adjusted[i] = least;
  }
  return adjusted;
}
