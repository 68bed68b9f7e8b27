import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { initialiseWeights, maskedLmLogits, probeBackends, readConfig, t5Logits, useBackend } from './index.ts';
import type { ModelConfig, Weights } from './index.ts';
import { fixtureFolder, intMatrix, readExpectation } from './test-support/fixtures.ts';

// tfjs-backend-wasm has no kernel for the gradient of an embedding table; soft prompts do not need it.
const usable = (await probeBackends()).filter((status) => status.usable && status.name !== 'wasm').map((status) => status.name);
// Slow: for want of a better one only.
if (usable.length > 1) usable.splice(usable.indexOf('cpu'), 1);

/** Cross-entropy of made-up targets over the whole vocabulary. */
function loss(logits: Tensor2D, vocabulary: number): Scalar {
  const targets = tf.tensor1d(Array.from({ length: logits.shape[0] }, (_, i) => (7 * i + 3) % vocabulary), 'int32');
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(targets, vocabulary)), 1)));
}

function objective(name: string, config: ModelConfig): (weights: Weights) => Scalar {
  const { plain } = readExpectation(name);
  const [ids, mask] = [intMatrix(plain.ids), tf.tensor2d(plain.mask)];
  if (config.architecture === 't5') {
    const decoderIds = intMatrix(plain.decoderIds!);
    return (weights) => loss(tf.reshape(t5Logits(weights, config, { encoderIds: ids, encoderMask: mask, decoderIds }), [-1, config.vocabularySize]), config.vocabularySize);
  }
  const rows = tf.tensor1d(plain.scoredRows!, 'int32') as Tensor1D;
  return (weights) => loss(maskedLmLogits(weights, config, { ids, mask }, rows), config.vocabularySize);
}

/** Random weights of a size that lets every part of the model matter. */
function randomWeights(config: ModelConfig): Record<string, Tensor> {
  const random = createRandom('weights');
  const entries = Object.entries(initialiseWeights(config, random)).map(([name, tensor]) => {
    const noise = tf.tensor(Float32Array.from({ length: tensor.size }, () => random.normal() * 0.1), tensor.shape);
    return [name, tf.add(tensor, noise)] as const;
  });
  return Object.fromEntries(entries);
}

describe.each(usable)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  test.each(['roberta', 'bert', 't5', 't5-gated'])('%s: the gradient of every weight is the slope of the loss', async (name) => {
    const config = await readConfig(fixtureFolder(name));
    const weights = randomWeights(config);
    const names = Object.keys(weights);
    const objectiveOf = objective(name, config);
    const gradients = tf.grads((...values: Tensor[]) => objectiveOf(Object.fromEntries(names.map((key, i) => [key, values[i]!]))))(Object.values(weights));
    const random = createRandom('directions');
    const directions = names.map((key) => {
      const { size, shape } = weights[key]!;
      return tf.tensor(Float32Array.from({ length: size }, () => random.normal() / Math.sqrt(size)), shape);
    });
    const slopes = gradients.map((gradient, i) => tf.sum(tf.mul(gradient, directions[i]!)).dataSync()[0]!);
    // Weights in groups, since the cpu backend is slow.
    const groups = 5;
    for (let group = 0; group < groups; group++) {
      const inGroup = (i: number) => i % groups === group;
      const at = (distance: number) =>
        objectiveOf(Object.fromEntries(names.map((key, i) => [key, inGroup(i) ? tf.add(weights[key]!, tf.mul(directions[i]!, distance)) : weights[key]!]))).dataSync()[0]!;
      const step = 0.01;
      const slope = slopes.reduce((sum, value, i) => (inGroup(i) ? sum + value : sum), 0);
      expect(Math.abs((at(step) - at(-step)) / (2 * step) - slope)).toBeLessThan(2e-3 + 0.02 * Math.abs(slope));
      // Softmax does not feel the bias of the keys.
      expect(names.filter((key, i) => inGroup(i) && slopes[i] === 0 && !key.endsWith('key.bias'))).toEqual([]);
    }
  });

  test('an optimizer lowers the loss through variables', async () => {
    const config = await readConfig(fixtureFolder('roberta'));
    const weights: NamedTensorMap = Object.fromEntries(Object.entries(randomWeights(config)).map(([key, tensor]) => [key, tf.variable(tensor)]));
    const objectiveOf = objective('roberta', config);
    const optimizer = tf.train.adam(0.01);
    const losses = Array.from({ length: 8 }, () => optimizer.minimize(() => objectiveOf(weights), true)!.dataSync()[0]!);
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    optimizer.dispose();
    tf.disposeVariables();
  });
});
