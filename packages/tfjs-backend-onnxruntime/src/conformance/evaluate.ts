import { grads, tensor, tidy, util, type Tensor } from '@tensorflow/tfjs-core';
import type { ConformanceCase, TensorData } from './conformance-case.ts';
import { floats } from './sample-data.ts';

/** Results of a case on the current backend: outputs first, then the gradients that it asks for. */
export async function evaluateCase(testCase: ConformanceCase): Promise<TensorData[]> {
  const tensors = tidy(() => {
    const inputs = testCase.inputs.map(toTensor);
    const outputs = listOf(testCase.run(...inputs));
    return [...outputs, ...gradients(testCase, inputs, outputs[0]!)];
  });
  const results: TensorData[] = [];
  for (const result of tensors) {
    results.push({ shape: result.shape, dtype: result.dtype as TensorData['dtype'], values: Array.from(await result.data()) });
    result.dispose();
  }
  return results;
}

function toTensor({ values, shape, dtype }: TensorData): Tensor {
  return tensor(util.toTypedArray(values as number[], dtype), [...shape], dtype);
}

function listOf(result: Tensor | Tensor[]): Tensor[] {
  return Array.isArray(result) ? result : [result];
}

function gradients({ gradientOf, run }: ConformanceCase, inputs: readonly Tensor[], output: Tensor): Tensor[] {
  if (gradientOf.length === 0) return [];
  const gradient = grads((...varied: Tensor[]) => {
    const all = inputs.map((input, i) => (gradientOf.includes(i) ? varied[gradientOf.indexOf(i)]! : input));
    return listOf(run(...all))[0]!;
  });
  // An uneven gradient from above shows errors that a gradient of ones hides.
  return gradient(gradientOf.map((i) => inputs[i]!), toTensor(floats(output.shape, -1, 1, 9)));
}

/** What differs between two results of one case, in words; empty when nothing does. */
export function differences(expected: readonly TensorData[], actual: readonly TensorData[], tolerance: number): string[] {
  if (expected.length !== actual.length) return [`${actual.length} results instead of ${expected.length}`];
  return expected.flatMap((reference, i) => {
    const result = actual[i]!;
    if (reference.dtype !== result.dtype) return [`result ${i} is ${result.dtype} instead of ${reference.dtype}`];
    if (reference.shape.join() !== result.shape.join()) return [`result ${i} has shape [${result.shape.join()}] instead of [${reference.shape.join()}]`];
    const worst = reference.values.findIndex((value, j) => !close(value, result.values[j]!, tolerance));
    return worst < 0 ? [] : [`result ${i}, element ${worst}: ${result.values[worst]!} instead of ${reference.values[worst]!}`];
  });
}

function close(expected: number, actual: number, tolerance: number): boolean {
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return Object.is(expected, actual);
  return Math.abs(expected - actual) <= tolerance * (1 + Math.abs(expected));
}
