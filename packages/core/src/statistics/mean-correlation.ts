/** Mean of correlations by Fisher's z: tanh(mean(atanh(r))). 1 or -1 as soon as one of them is; NaN of none. */
export function meanCorrelation(correlations: readonly number[]): number {
  return Math.tanh(correlations.reduce((sum, r) => sum + Math.atanh(r), 0) / correlations.length);
}
