import * as tf from '@tensorflow/tfjs-core';
import { maskedLmLogits, type MaskedLmConfig } from '@skill-neurons/runtime';
import type { Tokenizer } from '@skill-neurons/data';
import { meanCrossEntropy } from './cross-entropy.ts';
import { maskedExample, type MaskedExample, type MaskingOptions } from './masked-lm-example.ts';
import type { Objective } from './objective.ts';
import { padRows, roundUp } from './pad-rows.ts';
import { documentTokens } from './text-tokens.ts';

/** A batch of masked texts, padded; the scored rows are padded with weight 0. */
export interface MaskedBatch {
  readonly size: number;
  readonly length: number;
  readonly ids: Int32Array;
  readonly mask: Float32Array;
  readonly positions: Int32Array;
  /** Row in [size * length] per prediction. */
  readonly scoredRows: Int32Array;
  readonly targetIds: Int32Array;
  readonly targetWeights: Float32Array;
}

/** Few different shapes keep few graphs compiled. */
const lengthStep = 8;
const rowStep = 64;

export function maskedLmObjective(config: MaskedLmConfig, tokenizer: Tokenizer, options: Pick<MaskingOptions, 'maxLength' | 'maxOffset' | 'maskShare' | 'answerWeight'>): Objective<MaskedExample, MaskedBatch> {
  const { bos, eos, mask, pad } = tokenizer.special;
  if (bos === undefined || eos === undefined || mask === undefined) throw new Error('a masked language model needs a tokenizer with <s>, </s> and <mask>');
  const masking: MaskingOptions = { ...options, bos, eos, mask, pad, vocabularySize: config.vocabularySize };
  return {
    config,
    example(document, random) {
      const example = maskedExample(documentTokens(document, tokenizer), masking, random);
      return example.targets.length === 0 ? null : example;
    },
    size: (example) => example.ids.length,
    batch: (examples) => collate(examples, pad),
    loss(weights, batch) {
      const shape: [number, number] = [batch.size, batch.length];
      const inputs = {
        ids: tf.tensor2d(batch.ids, shape, 'int32'),
        mask: tf.tensor2d(batch.mask, shape, 'float32'),
        positionIds: tf.tensor2d(batch.positions, shape, 'int32'),
      };
      const logits = maskedLmLogits(weights, config, inputs, tf.tensor1d(batch.scoredRows, 'int32'));
      return meanCrossEntropy(logits, batch.targetIds, batch.targetWeights);
    },
    constrain(weights) {
      // Padding has no position: PyTorch never changes this row either.
      const rows = weights[`${config.architecture}.embeddings.position_embeddings.weight`]!;
      if (config.architecture === 'roberta') rows.fill(0, pad * config.hiddenSize, (pad + 1) * config.hiddenSize);
    },
  };
}

function collate(examples: readonly MaskedExample[], pad: number): MaskedBatch {
  const length = roundUp(Math.max(...examples.map((example) => example.ids.length)), lengthStep);
  const targets = examples.flatMap((example, row) => example.targets.map((target) => ({ ...target, row: row * length + target.position })));
  const room = roundUp(targets.length, rowStep);
  const scoredRows = new Int32Array(room);
  const targetIds = new Int32Array(room);
  const targetWeights = new Float32Array(room);
  targets.forEach(({ row, id, weight }, i) => {
    scoredRows[i] = row;
    targetIds[i] = id;
    targetWeights[i] = weight;
  });
  const { values: ids, mask } = padRows(examples.map((example) => example.ids), length, pad);
  const { values: positions } = padRows(examples.map((example) => example.positions), length, pad);
  return { size: examples.length, length, ids, mask, positions, scoredRows, targetIds, targetWeights };
}
