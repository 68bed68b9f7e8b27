import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Weights } from '@skill-neurons/runtime';
import type { Arrays } from './adamw.ts';

export type Shapes = Readonly<Record<string, readonly number[]>>;

/** The loss and its gradient in every parameter. */
export function lossAndGradients(parameters: Arrays, shapes: Shapes, loss: (weights: Weights) => Scalar): { loss: number; gradients: Arrays } {
  const names = Object.keys(parameters);
  const gradients: Record<string, Float32Array> = {};
  let mean = 0;
  // Nothing is returned from tidy: it would look for tensors in every element of the arrays.
  tf.tidy(() => {
    const tensors = toTensors(parameters, shapes);
    const run = tf.valueAndGrads((...values: Tensor[]) => loss(Object.fromEntries(names.map((name, i) => [name, values[i]!]))));
    const { value, grads } = run(names.map((name) => tensors[name]!));
    names.forEach((name, i) => (gradients[name] = grads[i]!.dataSync() as Float32Array));
    mean = value.dataSync()[0]!;
  });
  return { loss: mean, gradients };
}

/** The loss alone. */
export function lossOf(parameters: Arrays, shapes: Shapes, loss: (weights: Weights) => Scalar): number {
  return tf.tidy(() => loss(toTensors(parameters, shapes)).dataSync()[0]!);
}

function toTensors(parameters: Arrays, shapes: Shapes): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, tf.tensor(values, [...shapes[name]!], 'float32')]));
}
