import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import type { Example, Sample } from './types.ts';

/** A smaller sample of the same seed is part of a larger one. Streams of numbers differ by purpose. */
export type SamplePurpose = 'sample' | 'carve-out';

/**
 * The positions that a sample takes, ascending: of all examples, or of those not in `taken`.
 *
 * @param place Names what is sampled, for messages.
 * @throws DATA_SAMPLE when there are not enough examples, naming the class where it asks for some of each
 */
export function samplePositions(examples: readonly Example[], sample: Sample, purpose: SamplePurpose, place: string, taken: ReadonlySet<number> = new Set()): number[] {
  const order = [...createRandom(sample.seed).fork(purpose).permutation(examples.length)].filter((position) => !taken.has(position));
  return choose(examples, order, sample, place).sort((a, b) => a - b);
}

function choose(examples: readonly Example[], order: readonly number[], sample: Sample, place: string): number[] {
  if ('fraction' in sample) return order.slice(0, Math.round(sample.fraction * examples.length));
  if ('rows' in sample) {
    if (sample.rows > order.length) throw tooFew(place, `${sample.rows} rows are asked for, there are ${order.length}`);
    return order.slice(0, sample.rows);
  }
  return [...positionsByClass(examples, order)].flatMap(([label, positions]) => {
    if (positions.length < sample.perClass) throw tooFew(place, `${sample.perClass} rows of each class are asked for, class ${label} has ${positions.length}`);
    return positions.slice(0, sample.perClass);
  });
}

function positionsByClass(examples: readonly Example[], order: readonly number[]): Map<number, number[]> {
  const byClass = new Map<number, number[]>();
  for (const position of order) {
    const { label } = examples[position]!;
    const positions = byClass.get(label);
    if (positions === undefined) byClass.set(label, [position]);
    else positions.push(position);
  }
  return byClass;
}

const tooFew = (where: string, message: string) => new SkillNeuronsError({ code: 'DATA_SAMPLE', message, where, hint: 'ask for fewer, or take them from a larger split' });
