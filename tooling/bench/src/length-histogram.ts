import { readFileSync } from 'node:fs';
import { createRandom } from '@skill-neurons/core';

/** How many texts of a split have which length in tokens, special tokens counted. */
export interface LengthHistogram {
  task: string;
  split: string;
  tokenizer: string;
  counts: Readonly<Record<string, number>>;
}

/** The lengths of SST-2's training split, which `make-lengths` counted. */
export function readHistogram(tokenizer: string): LengthHistogram {
  return JSON.parse(readFileSync(new URL(`../lengths/sst2-${tokenizer}.json`, import.meta.url), 'utf8')) as LengthHistogram;
}

/** One length per text, in a seeded random order. */
export function lengthsOf({ counts }: LengthHistogram, seed: string): number[] {
  const lengths = Object.entries(counts).flatMap(([length, count]) => new Array<number>(count).fill(Number(length)));
  return createRandom(seed).shuffle(lengths);
}
