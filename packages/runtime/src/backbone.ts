import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { ModelConfig } from './config/model-config.ts';
import { promptLengthOf } from './models/repeat-rows.ts';
import type { Weights } from './models/weights.ts';
import type { Backbone, ForwardOptions, LabelTokens, PromptedBatch } from './types.ts';

/** What the architectures of a {@link Backbone} differ in. */
export type Scorer = Pick<Backbone, 'family' | 'maskTokenId' | 'neuronSpaces' | 'maxTextLength'> & {
  scores(batch: PromptedBatch, columns: readonly LabelTokens[], options: ForwardOptions): Tensor2D;
  wordEmbedding: Tensor2D;
};

/** The parts of {@link Backbone} that all architectures share. */
export function createBackbone(folder: string, fingerprint: string, config: ModelConfig, weights: Weights, scorer: Scorer): Backbone {
  const tensors = Object.values(weights);
  const { family, maskTokenId, neuronSpaces, maxTextLength, wordEmbedding } = scorer;
  return {
    architecture: config.architecture,
    family,
    hiddenSize: config.hiddenSize,
    vocabularySize: config.vocabularySize,
    weights,
    parameters: tensors.reduce((sum, tensor) => sum + tensor.size, 0),
    maskTokenId,
    maxTextLength,
    neuronSpaces,
    folder,
    fingerprint,
    score(batch, columns, options = {}) {
      columns.forEach((column) => checkColumns([column].flat(), config.vocabularySize));
      if (columns.length === 0) checkColumns([], config.vocabularySize);
      checkBatch(batch, config.hiddenSize, maxTextLength);
      return tf.tidy(() => scorer.scores(batch, columns, options));
    },
    embed(ids) {
      checkColumns(ids, config.vocabularySize);
      return tf.tidy(() => tf.gather(wordEmbedding, tf.tensor1d([...ids], 'int32')));
    },
    dispose: () => tf.dispose(tensors),
  };
}

function checkColumns(ids: readonly number[], vocabularySize: number): void {
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize);
  if (ids.length > 0 && wrong === undefined) return;
  throw new SkillNeuronsError({
    code: 'SCORE_COLUMNS',
    message: ids.length === 0 ? 'no token ids given' : `token id ${wrong} is not in the vocabulary of ${vocabularySize}`,
    hint: 'the tokenizer and the model must belong together',
  });
}

function checkBatch({ prompt, prompts = 1, ids, mask, embeddingShift }: PromptedBatch, hiddenSize: number, maxTextLength: (promptLength: number) => number): void {
  if (prompt !== null && (prompt.shape[1] !== hiddenSize || prompt.shape[0] < 1)) {
    throw new SkillNeuronsError({
      code: 'SCORE_PROMPT_SHAPE',
      message: `the soft prompt is [${prompt.shape.join(', ')}], the model's hidden size is ${hiddenSize}`,
      hint: 'use a prompt that was tuned on this model',
    });
  }
  const promptLength = promptLengthOf({ prompt, prompts });
  if (!Number.isInteger(promptLength) || (prompts > 1 && ids.shape[0] % prompts !== 0)) {
    throw new SkillNeuronsError({ code: 'SCORE_PROMPT_SHAPE', message: `${prompt?.shape[0] ?? 0} rows and ${ids.shape[0]} texts cannot be shared out among ${prompts} prompts`, kind: 'internal' });
  }
  if (!tf.util.arraysEqual(ids.shape, mask.shape)) {
    throw new SkillNeuronsError({ code: 'SCORE_MASK_SHAPE', message: `ids [${ids.shape.join(', ')}] and mask [${mask.shape.join(', ')}] differ in shape`, kind: 'internal' });
  }
  if (embeddingShift !== undefined && !tf.util.arraysEqual(embeddingShift.shape, [...ids.shape, hiddenSize])) {
    throw new SkillNeuronsError({ code: 'SCORE_SHIFT_SHAPE', message: `ids [${ids.shape.join(', ')}] and their embedding shift [${embeddingShift.shape.join(', ')}] do not belong together`, kind: 'internal' });
  }
  const longest = maxTextLength(promptLength);
  if (ids.shape[1] > longest) {
    throw new SkillNeuronsError({
      code: 'SCORE_TOO_LONG',
      message: `a text of ${ids.shape[1]} tokens does not fit behind a prompt of ${promptLength}: the model has room for ${longest}`,
      hint: 'truncate the text',
    });
  }
}
