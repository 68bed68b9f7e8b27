import { createHash } from 'node:crypto';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  pick<T>(items: readonly T[]): T;
  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** The integers 0..n-1 in random order. */
  permutation(n: number): Int32Array;
  /** An independent source named by a label: drawing from one never moves the other. */
  fork(label: string | number): Random;
}

/** Makes a {@link Random} from a seed. Numbers and strings name different sources. */
export function createRandom(seed: number | string): Random {
  const digest = createHash('sha256').update(`${typeof seed}:${seed}`).digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  const uniform = () => (generator.next() >>> 0) / 4294967296;
  const integer = (bound: number) => Math.floor(uniform() * bound);
  const shuffleInPlace = <T, A extends { [i: number]: T; length: number }>(items: A): A => {
    for (let i = items.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      const kept = items[i]!;
      items[i] = items[j]!;
      items[j] = kept;
    }
    return items;
  };
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => items[integer(items.length)]!,
    shuffle: (items) => shuffleInPlace([...items]),
    permutation: (n) => shuffleInPlace(Int32Array.from({ length: n }, (_, i) => i)),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}
