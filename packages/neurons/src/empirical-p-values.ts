/**
 * Which neurons' permuted values a neuron is compared with. `neuron`: its own alone, valid for any neuron, but no p below
 * 1 / (1 + permutations). `layer`, `model`: those of all neurons there, fine-grained, and right only as far as their
 * null distributions are alike (with accuracy on unequal classes they are not: rarely firing neurons score the majority).
 */
export type NullPool = 'neuron' | 'layer' | 'model';

/**
 * Empirical p-value of every neuron, [layers * width]: (1 + permuted values at least as high) / (1 + permuted values), over
 * the pool. Never 0 (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010).
 *
 * @param observed, permuted `[layers, width]` each, e.g. of `permutationNull`.
 */
export function empiricalPValues(observed: Float32Array, permuted: readonly Float32Array[], { pool, width }: { pool: NullPool; width: number }): Float64Array {
  const size = pool === 'neuron' ? 1 : pool === 'layer' ? width : observed.length;
  const p = new Float64Array(observed.length);
  for (let from = 0; from < observed.length; from += size) {
    const ascending = new Float32Array(size * permuted.length);
    permuted.forEach((values, r) => ascending.set(values.subarray(from, from + size), r * size));
    ascending.sort();
    for (let i = from; i < from + size; i++) p[i] = (1 + ascending.length - firstAtLeast(ascending, observed[i]!)) / (1 + ascending.length);
  }
  return p;
}

/**
 * p-values that hold for all neurons at once (family-wise error, Westfall and Young 1993): each neuron is compared
 * with the highest of all neurons under each shuffle.
 */
export function familyWisePValues(observed: Float32Array, permuted: readonly Float32Array[]): Float64Array {
  const highest = Float32Array.from(permuted, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity)).sort();
  return Float64Array.from(observed, (value) => (1 + highest.length - firstAtLeast(highest, value)) / (1 + highest.length));
}

/** Index of the first of ascending values that is at least `value`. */
function firstAtLeast(ascending: Float32Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
