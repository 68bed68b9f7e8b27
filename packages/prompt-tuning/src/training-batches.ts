import type { TokenBatch } from '@skill-neurons/data';
import { batchesOf, type PreparedSplit } from './prepare.ts';

/** Batch number `index` of the endless, seeded sequence of shuffled epochs: resuming needs only the number. */
export function trainingBatches(train: PreparedSplit, { batchSize, seed }: { batchSize: number; seed: number }): (index: number) => TokenBatch {
  const perEpoch = Math.max(1, Math.floor(train.examples.length / batchSize));
  let epoch = -1;
  let batches: TokenBatch[] = [];
  return (index) => {
    const wanted = Math.floor(index / perEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      const dropLast = train.examples.length >= batchSize;
      batches = batchesOf(train, { batchSize, shuffleSeed: `${seed}/epoch-${epoch}`, dropLast });
    }
    return batches[index % perEpoch]!;
  };
}
