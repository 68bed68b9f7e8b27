import type { Random } from '../random.ts';

/** 7! = 5040 orders are gone through. */
const ENUMERATED = 7;

/** Orders of n things for a permutation test, the given one among them: all of up to seven things, else `permutations` random ones. */
export function rearrangements(n: number, random: Random, permutations: number): number[][] {
  return n <= ENUMERATED ? everyOrder(n) : drawnOrders(n, random, permutations);
}

/** Every order of n things, the given one first. */
function everyOrder(n: number): number[][] {
  if (n === 0) return [[]];
  return everyOrder(n - 1).flatMap((order) => Array.from({ length: n }, (_, place) => [...order.slice(0, n - 1 - place), n - 1, ...order.slice(n - 1 - place)]));
}

/** The given order and random ones, so that the p-value counts the data among the rearrangements. */
function drawnOrders(n: number, random: Random, permutations: number): number[][] {
  return Array.from({ length: permutations + 1 }, (_, draw) => (draw === 0 ? Array.from({ length: n }, (_unused, i) => i) : [...random.permutation(n)]));
}
