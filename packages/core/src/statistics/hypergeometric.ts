/** Two sets of `size` drawn from `width` items that have `shared` members in common. */
export interface SetOverlap {
  shared: number;
  size: number;
  width: number;
}

/** A distribution over whole numbers: index i holds the probability of `first + i`. */
export interface Distribution {
  first: number;
  probabilities: number[];
}

/** Members that two random sets of `size` out of `width` share on average: size^2 / width. */
export function expectedOverlap({ size, width }: Omit<SetOverlap, 'shared'>): number {
  return width === 0 ? 0 : (size * size) / width;
}

/** Probability of each number of shared members of two random sets of `size` out of `width`. */
export function overlapDistribution({ size, width }: Omit<SetOverlap, 'shared'>): Distribution {
  return hypergeometricDistribution({ population: width, successes: size, draws: size });
}

/** Probability of each number of successes among `draws` items drawn from `population`, of which `successes` are successes. */
export function hypergeometricDistribution({ population, successes, draws }: { population: number; successes: number; draws: number }): Distribution {
  const first = Math.max(0, successes + draws - population);
  const last = Math.min(successes, draws);
  const mode = Math.min(last, Math.max(first, Math.floor(((successes + 1) * (draws + 1)) / (population + 2))));
  const weights = new Array<number>(last - first + 1).fill(0);
  // Ratios of neighbouring terms, outwards from the most probable: no factorials, no overflow.
  const ratio = (k: number) => ((successes - k) * (draws - k)) / ((k + 1) * (population - successes - draws + k + 1));
  weights[mode - first] = 1;
  for (let k = mode; k < last; k++) weights[k + 1 - first] = weights[k - first]! * ratio(k);
  for (let k = mode - 1; k >= first; k--) weights[k - first] = weights[k + 1 - first]! / ratio(k);
  const total = weights.reduce((a, b) => a + b, 0);
  return { first, probabilities: weights.map((weight) => weight / total) };
}

/**
 * P(total shared >= observed) when the two sets of every layer are random and independent: the exact upper tail of
 * the sum of hypergeometric counts (layer distributions convolved; terms below 1e-18
 * are dropped, so a far tail comes out as 0).
 */
export function overlapPValue(layers: readonly SetOverlap[]): number {
  let sum: Distribution = { first: 0, probabilities: [1] };
  for (const layer of layers) sum = trim(convolve(sum, trim(overlapDistribution(layer))));
  const observed = layers.reduce((total, { shared }) => total + shared, 0);
  const from = Math.max(0, observed - sum.first);
  return Math.min(1, sum.probabilities.slice(from).reduce((a, b) => a + b, 0));
}

function trim({ first, probabilities }: Distribution): Distribution {
  const kept = (p: number) => p > 1e-18;
  const from = probabilities.findIndex(kept);
  const to = probabilities.findLastIndex(kept);
  return { first: first + from, probabilities: probabilities.slice(from, to + 1) };
}

function convolve(a: Distribution, b: Distribution): Distribution {
  const out = new Array<number>(a.probabilities.length + b.probabilities.length - 1).fill(0);
  for (let i = 0; i < a.probabilities.length; i++) {
    for (let j = 0; j < b.probabilities.length; j++) out[i + j]! += a.probabilities[i]! * b.probabilities[j]!;
  }
  return { first: a.first + b.first, probabilities: out };
}
