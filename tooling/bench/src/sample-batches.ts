import { createRandom } from '@skill-neurons/core';
import { makeBatches, type EncodedExample, type TokenBatches } from '@skill-neurons/data';
import { lengthsOf, readHistogram } from './length-histogram.ts';
import type { BenchModel } from './models.ts';
import type { StoredBatch } from './protocol.ts';

export interface SampleOptions {
  batchSize: number;
  batches: number;
  seed: number;
  textLength?: number | undefined;
}

/**
 * Batches that stand for an epoch of SST-2: the toolkit's own batches of all training lengths, sorted by padded length, and
 * of them those in the middle of each of `batches` equal parts. The tokens are random.
 */
export function sampleBatches(model: BenchModel, { batchSize, batches, seed, textLength }: SampleOptions): StoredBatch[] {
  const epoch = epochOf(model, { batchSize, textLength });
  const lengths = Array.from(epoch, ({ length }) => length);
  const order = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const random = createRandom(seed).fork('tokens');
  return Array.from({ length: batches }, (_, part) => {
    const { size, length, mask, labels } = epoch.at(order[Math.floor(((part + 0.5) / batches) * order.length)]!);
    const ids = Array.from(mask, (present) => (present === 1 ? drawToken(model, random) : model.config.padTokenId));
    return { size, length, ids, mask: [...mask], labels: [...labels] };
  });
}

/** Mean padded length of an epoch's batches and of a sample, in tokens of text: how well the sample stands for the epoch. */
export function meanLengths(model: BenchModel, batchSize: number, sample: readonly { length: number }[]): { epoch: number; sample: number } {
  const epoch = [...epochOf(model, { batchSize })];
  const mean = (list: readonly { length: number }[]) => list.reduce((sum, { length }) => sum + length, 0) / list.length;
  return { epoch: mean(epoch), sample: mean(sample) };
}

/** One shuffled epoch as the toolkit batches it; the tokens are placeholders. */
function epochOf(model: BenchModel, { batchSize, textLength }: { batchSize: number; textLength?: number | undefined }): TokenBatches {
  const lengths = textLength === undefined ? lengthsOf(readHistogram(model.tokenizer), 'epoch') : new Array<number>(batchSize).fill(textLength);
  const examples: EncodedExample[] = lengths.map((length, i) => ({ id: String(i), ids: new Int32Array(Math.min(length, model.fixedTextLength)), label: i % 2 }));
  return makeBatches(examples, { batchSize, padId: model.config.padTokenId, shuffleSeed: 1, dropLast: true, maxLength: model.fixedTextLength });
}

/** Any token but the padding, which would be told from text by its id, and the mask. */
function drawToken({ config, maskTokenId }: BenchModel, random: { integer(bound: number): number }): number {
  const first = 3;
  return first + random.integer((maskTokenId ?? config.vocabularySize) - first);
}
