/**
 * Levenshtein distance in code points.
 * @param limit what is farther apart is `limit + 1`: only a band of the table is filled.
 */
export function editDistance(a: string, b: string, limit = Infinity): number {
  const [x, y] = [[...a], [...b]];
  if (Math.abs(x.length - y.length) > limit) return limit + 1;
  let previous = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(y.length, i + limit);
    const row = new Array<number>(y.length + 1).fill(Infinity);
    row[0] = i;
    for (let j = from; j <= to; j++) row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1));
    previous = row;
  }
  return Math.min(previous[y.length]!, limit + 1);
}
