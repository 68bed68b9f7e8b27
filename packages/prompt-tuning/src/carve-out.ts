import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import type { PreparedSplit } from './prepare.ts';

/**
 * Sets a share of a split's rows aside, of each class alike; always the same rows, whatever the seed of a run.
 * @throws TUNE_CARVE_OUT when a side would be empty
 */
export function carveOut(split: PreparedSplit, share: number): { kept: PreparedSplit; held: PreparedSplit } {
  const order = createRandom('carve-out').shuffle(split.examples.map((_, i) => i));
  const held = new Set<number>();
  for (const label of split.labels.keys()) {
    const rows = order.filter((i) => split.examples[i]!.label === label);
    rows.slice(0, Math.round(share * rows.length)).forEach((i) => held.add(i));
  }
  if (held.size === 0 || held.size === split.examples.length) {
    throw new SkillNeuronsError({
      code: 'TUNE_CARVE_OUT',
      message: `a share of ${share} of ${split.examples.length} rows leaves ${held.size === 0 ? 'none to measure on' : 'none to train on'}`,
      where: `${split.task}/${split.split}`,
      hint: 'use more rows or another share',
    });
  }
  const part = (inside: boolean) => split.examples.filter((_, i) => held.has(i) === inside);
  return { kept: { ...split, examples: part(false) }, held: { ...split, split: `${split.split} carve-out`, examples: part(true) } };
}
