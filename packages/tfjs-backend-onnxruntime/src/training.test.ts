import * as tf from '@tensorflow/tfjs-core';
import { backendName, gelu, layerNorm, runningBackend } from './index.ts';

/** A classifier over token embeddings in which everything is trained, embeddings included. */
function makeModel(): { variables: tf.Variable[]; loss: () => tf.Scalar } {
  const vocabulary = 11;
  const width = 8;
  const weights = (shape: number[], salt: number): tf.Variable => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.variable(tf.tensor(Float32Array.from({ length: size }, (_, i) => (((i + salt) * 0.618) % 1) - 0.5), shape));
  };
  const embedding = weights([vocabulary, width], 1);
  const [gamma, beta] = [tf.variable(tf.ones([width])), tf.variable(tf.zeros([width]))];
  const [up, down, head] = [weights([width, 16], 2), weights([16, width], 3), weights([width, 3], 4)];
  const ids = tf.tensor2d([[1, 2, 3, 4], [4, 4, 2, 10], [0, 9, 9, 9]], [3, 4], 'int32');
  const labels = tf.tensor1d([0, 2, 1], 'int32');
  const loss = (): tf.Scalar => {
    const x = tf.mean(tf.gather(embedding, ids as unknown as tf.Tensor1D), 1);
    const normed = layerNorm(x as tf.Tensor2D, gamma as unknown as tf.Tensor1D, beta as unknown as tf.Tensor1D, 1e-5);
    const hidden = tf.add(x, tf.matMul(gelu(tf.matMul(normed, up as unknown as tf.Tensor2D)), down as unknown as tf.Tensor2D));
    const logits = tf.matMul(hidden as tf.Tensor2D, head as unknown as tf.Tensor2D);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(labels, 3, 1, 0, 'float32'), tf.logSoftmax(logits)), -1))) as tf.Scalar;
  };
  return { variables: [embedding, gamma, beta, up, down, head], loss };
}

async function train(steps: number, afterStep: (step: number) => void = () => undefined): Promise<{ losses: number[]; weights: number[] }> {
  const { variables, loss } = makeModel();
  const optimizer = tf.train.adam(0.01);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const value = optimizer.minimize(loss, true, variables)!;
    losses.push((await value.data())[0]!);
    value.dispose();
    afterStep(step);
  }
  const weights = variables.flatMap((variable) => Array.from(variable.dataSync()));
  optimizer.dispose();
  tf.disposeVariables();
  return { losses, weights };
}

beforeAll(() => {
  // Otherwise the cpu backend advises on the console to install tfjs-node.
  tf.enableProdMode();
});

test('twelve steps of Adam give the losses and weights of the cpu backend', async () => {
  await tf.setBackend('cpu');
  const expected = await train(12);
  await tf.setBackend(backendName);
  const actual = await train(12);
  actual.losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected.losses[i]!, 5));
  actual.weights.forEach((weight, i) => expect(weight).toBeCloseTo(expected.weights[i]!, 4));
});

test('training compiles in the first steps only, and nothing grows', async () => {
  await tf.setBackend(backendName);
  const backend = runningBackend()!;
  const seen: { sessions: number; tensors: number; ids: number; compiled: number; nodes: number }[] = [];
  await train(120, () => {
    const { sessions, misses, recompiles, nodes } = backend.statistics();
    seen.push({ sessions, compiled: misses + recompiles, nodes, tensors: tf.memory().numTensors, ids: backend.numDataIds() });
  });
  expect(seen[119]).toEqual(seen[4]);
});

test('two runs give the same bits', async () => {
  await tf.setBackend(backendName);
  const first = await train(6);
  const second = await train(6);
  expect(second).toEqual(first);
});

test('a learning rate that falls at every step compiles once more at most', async () => {
  await tf.setBackend(backendName);
  const backend = runningBackend()!;
  const x = tf.variable(tf.tensor1d([1, 2, 3]));
  const optimizer = tf.train.sgd(0.1);
  let compiledAtThird = 0;
  for (let step = 0; step < 20; step++) {
    (optimizer as unknown as { setLearningRate: (rate: number) => void }).setLearningRate(0.1 * (1 - step / 20));
    optimizer.minimize(() => tf.sum(tf.square(x)) as tf.Scalar, false, [x]);
    x.dataSync();
    const { misses, recompiles } = backend.statistics();
    if (step === 2) compiledAtThird = misses + recompiles;
  }
  const { misses, recompiles } = backend.statistics();
  expect(misses + recompiles).toBe(compiledAtThird);
  tf.disposeVariables();
});

test('steps without any read stay right when flushed', async () => {
  await tf.setBackend(backendName);
  const read = await train(4);
  const { variables, loss } = makeModel();
  const optimizer = tf.train.adam(0.01);
  for (let step = 0; step < 4; step++) {
    optimizer.minimize(loss, false, variables);
    if (step % 2 === 1) runningBackend()!.flush();
  }
  const weights = variables.flatMap((variable) => Array.from(variable.dataSync()));
  weights.forEach((weight, i) => expect(weight).toBeCloseTo(read.weights[i]!, 5));
  tf.disposeVariables();
  optimizer.dispose();
});
