import type { ModelConfig } from '@skill-neurons/runtime';
import type { ModelCase } from './cases.ts';

/** What one example asks for. */
export interface ExampleShape {
  virtualTokens: number;
  /** Tokens of text, padding counted. */
  textLength: number;
  /** Scored vocabulary columns. */
  classes: number;
}

/**
 * Floating-point operations of the matrix products that a case needs for one example: 2 m k n per product of [m, k] and
 * [k, n], nothing for element-wise work. Only what the answer depends on is counted:
 * - training: the forward pass and the gradient down to the prompt, none for weights; in the first block the inputs'
 *   gradient at the prompt's rows alone;
 * - masked language models read one position, so their last block counts one query; T5 takes one decoder step;
 * - few queries are brought to the states instead of projecting every state for them, where that is less: (q W) h^T for q (W h)^T;
 * - a neuron pass ends at the activation of the last (encoder) block, at the prompt's rows; there are two, one for the
 *   baseline and one for the counts, whose product [classes, batch] x [batch, rows * width] is counted too.
 */
export function flopsPerExample(config: ModelConfig, modelCase: ModelCase, shape: ExampleShape): number {
  const { virtualTokens, textLength, classes } = shape;
  const positions = virtualTokens + textLength;
  const sizes = sizesOf(config);
  if (modelCase === 'neurons') {
    const last = attentionBlock(sizes, { queries: virtualTokens, keys: positions }) + sizes.upMatrices * product(virtualTokens, sizes.hidden, sizes.ffn);
    const pass = (config.layers - 1) * fullBlock(sizes, positions, positions) + last;
    return 2 * pass + config.layers * product(classes, 1, virtualTokens * sizes.ffn);
  }
  const forward = config.architecture === 't5' ? t5Forward(config, shape) : maskedLmForward(config, shape);
  if (modelCase !== 'train') return forward;
  return forward + (config.architecture === 't5' ? t5Backward(config, shape) : maskedLmBackward(config, shape));
}

interface Sizes {
  hidden: number;
  heads: number;
  /** Width of all heads together. */
  inner: number;
  ffn: number;
  /** Matrices into the feed-forward layer: two where it is gated. */
  upMatrices: number;
}

function sizesOf(config: ModelConfig): Sizes {
  const isT5 = config.architecture === 't5';
  return {
    hidden: config.hiddenSize,
    heads: config.heads,
    inner: isT5 ? config.heads * config.headSize : config.hiddenSize,
    ffn: config.intermediateSize,
    upMatrices: isT5 && config.gated ? 2 : 1,
  };
}

const product = (rows: number, inner: number, columns: number) => 2 * rows * inner * columns;

interface Attended {
  queries: number;
  keys: number;
}

function areFew({ heads, inner }: Sizes, { queries, keys }: Attended): boolean {
  const headSize = inner / heads;
  return queries * (headSize + keys) < keys * headSize;
}

/** Projections of queries, keys, values and output, and the two products of the scores. */
function attentionBlock(sizes: Sizes, attended: Attended): number {
  const { hidden, heads, inner } = sizes;
  const { queries, keys } = attended;
  if (areFew(sizes, attended)) return 4 * product(queries, hidden, inner) + 2 * product(heads * queries, hidden, keys);
  return 2 * product(queries, hidden, inner) + 2 * product(keys, hidden, inner) + 2 * product(queries, inner, keys);
}

function feedForward({ hidden, ffn, upMatrices }: Sizes, rows: number): number {
  return (upMatrices + 1) * product(rows, hidden, ffn);
}

const fullBlock = (sizes: Sizes, queries: number, keys: number) => attentionBlock(sizes, { queries, keys }) + feedForward(sizes, queries);

/**
 * Gradients of the inputs of a block: each projection once more, and four products of the scores. Where only the first
 * `inputRows` of the input want a gradient, so do only these queries, keys and values.
 */
function blockBackward(sizes: Sizes, attended: Attended, inputRows: number): number {
  const { queries, keys } = attended;
  const wanted = { queries: Math.min(queries, inputRows), keys: Math.min(keys, inputRows) };
  const attention = areFew(sizes, attended) ? fewQueriesBackward(sizes, attended, wanted) : attentionBackward(sizes, attended, wanted);
  return feedForward(sizes, queries) + attention;
}

function attentionBackward({ hidden, inner }: Sizes, { queries, keys }: Attended, wanted: Attended): number {
  const projections = product(queries, hidden, inner) + product(wanted.queries, hidden, inner) + 2 * product(wanted.keys, hidden, inner);
  // Of the probabilities, the values, the queries, the keys.
  const scores = product(queries, inner, keys) + 2 * product(queries, inner, wanted.keys) + product(wanted.queries, inner, keys);
  return projections + scores;
}

function fewQueriesBackward(sizes: Sizes, { queries, keys }: Attended, wanted: Attended): number {
  const { hidden, heads, inner } = sizes;
  // Back through the output and value projections; of the probabilities; of the states, as what is mixed and as what is compared.
  const states = 2 * product(queries, hidden, inner) + product(heads * queries, hidden, keys) + 2 * product(heads * queries, hidden, wanted.keys);
  return states + fewQueriesOwn(sizes, { queries: wanted.queries, keys });
}

/** Of the queries themselves: from the scores, and back through both of their projections. */
function fewQueriesOwn({ hidden, heads, inner }: Sizes, { queries, keys }: Attended): number {
  return product(heads * queries, keys, hidden) + 2 * product(queries, hidden, inner);
}

const maskedLmHead = (config: ModelConfig, classes: number) => product(1, config.hiddenSize, config.hiddenSize) + product(1, config.hiddenSize, classes);

function maskedLmForward(config: ModelConfig, { virtualTokens, textLength, classes }: ExampleShape): number {
  const positions = virtualTokens + textLength;
  const sizes = sizesOf(config);
  return (config.layers - 1) * fullBlock(sizes, positions, positions) + fullBlock(sizes, 1, positions) + maskedLmHead(config, classes);
}

function maskedLmBackward(config: ModelConfig, { virtualTokens, textLength, classes }: ExampleShape): number {
  const positions = virtualTokens + textLength;
  let sum = maskedLmHead(config, classes);
  for (let layer = 0; layer < config.layers; layer++) {
    sum += blockBackward(sizesOf(config), { queries: layer === config.layers - 1 ? 1 : positions, keys: positions }, layer === 0 ? virtualTokens : positions);
  }
  return sum;
}

type T5 = Extract<ModelConfig, { architecture: 't5' }>;

/** Value and output projection: with one position the attention is the value itself. */
const oneStepSelfAttention = ({ hidden, inner }: Sizes) => 2 * product(1, hidden, inner);

function t5Forward(config: T5, { virtualTokens, textLength, classes }: ExampleShape): number {
  const positions = virtualTokens + textLength;
  const sizes = sizesOf(config);
  const decoderBlock = oneStepSelfAttention(sizes) + fullBlock(sizes, 1, positions);
  return config.layers * fullBlock(sizes, positions, positions) + config.decoderLayers * decoderBlock + product(1, sizes.hidden, classes);
}

/** The decoder's input is a constant, so nothing is wanted before the first cross-attention. */
function t5Backward(config: T5, { virtualTokens, textLength, classes }: ExampleShape): number {
  const positions = virtualTokens + textLength;
  const sizes = sizesOf(config);
  let sum = product(1, sizes.hidden, classes);
  for (let layer = 0; layer < config.layers; layer++) sum += blockBackward(sizes, { queries: positions, keys: positions }, layer === 0 ? virtualTokens : positions);
  const step = { queries: 1, keys: positions };
  sum += config.decoderLayers * blockBackward(sizes, step, positions) + (config.decoderLayers - 1) * oneStepSelfAttention(sizes);
  const firstQuery = areFew(sizes, step) ? fewQueriesOwn(sizes, step) : product(1, sizes.hidden, sizes.inner) + product(1, sizes.inner, positions);
  return sum - firstQuery;
}
