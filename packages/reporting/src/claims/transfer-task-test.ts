import { permutationTest } from '@skill-neurons/core';
import type { TransferPair } from '../summaries/transfer.ts';

/** More groupings than this are sampled instead of listed. */
const LISTED_GROUPINGS = 20_000;

/**
 * Share of the ways to deal the types out among the tasks whose difference (same type less other types) reaches the
 * observed one (the observed way counts). `smallest` is the share that the best way would have.
 */
export function taskTest(pairs: readonly TransferPair[], observed: number, tasks: readonly { id: string; type: string }[]): { p: number; smallest: number } {
  const used = tasks.filter(({ id }) => pairs.some(({ source, target }) => source === id || target === id));
  const place = new Map(used.map(({ id }, i) => [id, i]));
  const indexed = pairs.map(({ source, target, relative }) => [place.get(source)!, place.get(target)!, relative] as const);
  const total = indexed.reduce((sum, [, , relative]) => sum + relative, 0);
  const differenceOf = (types: readonly string[]) => {
    let [same, count] = [0, 0];
    for (const [source, target, relative] of indexed) {
      if (types[source] !== types[target]) continue;
      same += relative;
      count++;
    }
    return same / count - (total - same) / (indexed.length - count);
  };
  const groupings = distinctGroupings(used.map(({ type }) => type), LISTED_GROUPINGS);
  if (groupings === undefined) {
    const { p, permutations } = permutationTest(observed, (random) => differenceOf(random.shuffle(used).map(({ type }) => type)), { seed: 'claim-1/tasks', permutations: 1999, alternative: 'greater' });
    return { p, smallest: 1 / (1 + permutations) };
  }
  const reached = groupings.filter((types) => differenceOf(types) >= observed - 1e-12).length;
  return { p: reached / groupings.length, smallest: 1 / groupings.length };
}

/**
 * Every way to deal the types out among the tasks that groups the tasks differently (swapping the names of two types of
 * equal size does not); undefined when there are more than `limit`.
 */
export function distinctGroupings(types: readonly string[], limit: number): string[][] | undefined {
  const left = new Map<string, number>();
  for (const type of types) left.set(type, (left.get(type) ?? 0) + 1);
  const sizes = new Map(left);
  const found: string[][] = [];
  const deal = (dealt: string[]): boolean => {
    if (dealt.length === types.length) return found.push(dealt) <= limit;
    const unusedSizes = new Set<number>();
    for (const [type, count] of left) {
      if (count === 0) continue;
      const size = sizes.get(type)!;
      // Of several untouched types of one size, only the first is tried: the others give the same grouping.
      if (count === size) {
        if (unusedSizes.has(size)) continue;
        unusedSizes.add(size);
      }
      left.set(type, count - 1);
      const within = deal([...dealt, type]);
      left.set(type, count);
      if (!within) return false;
    }
    return true;
  };
  return deal([]) ? found : undefined;
}
