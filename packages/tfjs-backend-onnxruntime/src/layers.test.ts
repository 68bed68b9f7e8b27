// tfjs-layers ships no tests of its own; models of its layers are trained here instead.
import * as tf from '@tensorflow/tfjs';
import { backendName, registerOnnxRuntimeBackend, runningBackend } from './index.ts';

const kernelInitializer = (seed: number): ReturnType<typeof tf.initializers.glorotUniform> => tf.initializers.glorotUniform({ seed });

function imageClassifier(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 3, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer: kernelInitializer(1) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.depthwiseConv2d({ kernelSize: 2, depthwiseInitializer: kernelInitializer(2) }),
      tf.layers.batchNormalization(),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: kernelInitializer(3) }),
    ],
  });
}

function sequenceModel(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 3, embeddingsInitializer: kernelInitializer(4) }),
      tf.layers.lstm({ units: 3, kernelInitializer: kernelInitializer(5), recurrentInitializer: kernelInitializer(6) }),
      tf.layers.dense({ units: 1, kernelInitializer: kernelInitializer(7) }),
    ],
  });
}

async function losses(backend: string): Promise<number[]> {
  await tf.setBackend(backend);
  const images = tf.randomUniform([6, 8, 8, 1], 0, 1, 'float32', 8);
  const classes = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3);
  const sequences = tf.tensor2d([[1, 2, 3], [4, 5, 6], [7, 8, 0], [3, 1, 4]]);
  const targets = tf.tensor2d([[0.1], [0.7], [-0.3], [0.5]]);
  const settings = { epochs: 3, batchSize: 2, shuffle: false, verbose: 0 } as const;
  const classifier = imageClassifier();
  classifier.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  const regression = sequenceModel();
  regression.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const first = await classifier.fit(images, classes, settings);
  const second = await regression.fit(sequences, targets, settings);
  return [...first.history['loss']!, ...second.history['loss']!] as number[];
}

test('models of tfjs-layers, with convolutions and with an LSTM, train as on the cpu backend', async () => {
  tf.enableProdMode();
  registerOnnxRuntimeBackend({ worker: false });
  const expected = await losses('cpu');
  const actual = await losses(backendName);
  expect(actual).toHaveLength(6);
  actual.forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 5));
  expect(actual[2]).toBeLessThan(actual[0]!);
  expect(runningBackend()!.statistics().fallbacks).toEqual({});
}, 120_000);
