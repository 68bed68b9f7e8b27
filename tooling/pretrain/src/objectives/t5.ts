import * as tf from '@tensorflow/tfjs-core';
import { t5Logits, type T5Config } from '@skill-neurons/runtime';
import type { Tokenizer } from '@skill-neurons/data';
import { meanCrossEntropy } from './cross-entropy.ts';
import type { Objective } from './objective.ts';
import { padRows, roundUp } from './pad-rows.ts';
import { sequenceExample, type SequenceExample, type SequenceOptions } from './t5-example.ts';
import { documentTokens } from './text-tokens.ts';

/** A batch of source and target texts, padded. */
export interface SequenceBatch {
  readonly size: number;
  readonly sourceLength: number;
  readonly source: Int32Array;
  readonly sourceMask: Float32Array;
  readonly targetLength: number;
  /** Start token, then the target without its last token. */
  readonly decoderInput: Int32Array;
  /** [size * target length] */
  readonly targetIds: Int32Array;
  readonly targetWeights: Float32Array;
}

/** Few different shapes keep few graphs compiled. */
const lengthStep = 8;

export function t5Objective(config: T5Config, tokenizer: Tokenizer, options: Pick<SequenceOptions, 'maxLength' | 'answerWeight'>): Objective<SequenceExample, SequenceBatch> {
  const { eos, pad } = tokenizer.special;
  const sentinels = sentinelIds(tokenizer);
  if (eos === undefined || sentinels.length < 2) throw new Error('a T5 needs a tokenizer with </s> and <extra_id_N>');
  return {
    config,
    example: (document, random) => sequenceExample(documentTokens(document, tokenizer), { ...options, eos, sentinels }, random),
    // A long target costs more than a long source, and must not meet short ones.
    size: ({ source, target }) => source.length + 100 * roundUp(target.length, lengthStep),
    batch: (examples) => collate(examples, pad, config.decoderStartTokenId),
    loss(weights, batch) {
      const { size, sourceLength, targetLength } = batch;
      const logits = t5Logits(weights, config, {
        encoderIds: tf.tensor2d(batch.source, [size, sourceLength], 'int32'),
        encoderMask: tf.tensor2d(batch.sourceMask, [size, sourceLength], 'float32'),
        decoderIds: tf.tensor2d(batch.decoderInput, [size, targetLength], 'int32'),
      });
      return meanCrossEntropy(tf.reshape(logits, [size * targetLength, config.vocabularySize]), batch.targetIds, batch.targetWeights);
    },
  };
}

function sentinelIds(tokenizer: Tokenizer): number[] {
  const ids: number[] = [];
  for (let id = tokenizer.idOf('<extra_id_0>'); id !== undefined; id = tokenizer.idOf(`<extra_id_${ids.length}>`)) ids.push(id);
  return ids;
}

function collate(examples: readonly SequenceExample[], pad: number, start: number): SequenceBatch {
  const sourceLength = roundUp(Math.max(...examples.map((example) => example.source.length)), lengthStep);
  const longest = Math.max(...examples.map((example) => example.target.length));
  // A judging word and the end: most batches hold nothing else.
  const targetLength = longest <= 2 ? 2 : roundUp(longest, lengthStep);
  const { values: source, mask: sourceMask } = padRows(examples.map((example) => example.source), sourceLength, pad);
  const { values: targetIds, mask: targetWeights } = padRows(examples.map((example) => example.target), targetLength, pad);
  examples.forEach((example, row) => (targetWeights[row * targetLength] = example.firstWeight));
  const { values: decoderInput } = padRows(examples.map((example) => [start, ...example.target.slice(0, -1)]), targetLength, pad);
  return { size: examples.length, sourceLength, source, sourceMask, targetLength, decoderInput, targetIds, targetWeights };
}
