import * as tf from '@tensorflow/tfjs-core';
import { conformanceCases, differences, evaluateCase, type ConformanceCase } from 'tfjs-backend-onnxruntime/conformance';
import { useBackend } from './use-backend.ts';

/**
 * What tfjs-backend-wasm 4.22 lacks or has wrong, by names of conformance cases; none of it is met on the way of the models.
 * Every entry has to meet a case that differs, and every case that differs an entry; what corrupts the module is not run.
 */
const known: readonly { cases: RegExp; reason: string; corrupts?: true }[] = [
  { cases: /^(sin|cos) of difficult values/, reason: 'no exact sine of 1e20' },
  { cases: /^(relu6|clipByValue) of difficult values|^(maximum|minimum) of special values|^avgPool of strange values/, reason: 'NaN is dropped' },
  { cases: /^clipByValue of int32|^floorDiv of floats|^resizeNearestNeighbor of int32|^stridedSlice of (whole numbers|booleans)|^(maxPool|matMul) of int32/, reason: 'floats only' },
  { cases: /^(mod|floorDiv) of int32/, reason: 'division by zero stops the module', corrupts: true },
  { cases: /^where of bool|^reverse of booleans|^cast (to bool|of int32 to bool)|^oneHot (as float32|with other values)/, reason: 'the wrong width of element, or bytes other than 0 and 1' },
  { cases: /of nothing/, reason: 'empty tensors read and write memory that is not theirs', corrupts: true },
  { cases: /^einsum/, reason: 'no kernel Einsum' },
  { cases: /^(gather|unsortedSegmentSum)/, reason: 'no kernel UnsortedSegmentSum, which is the gradient of gather; batches of indices are mixed up' },
  { cases: /^(conv1d|conv2d|depthwiseConv2d|separableConv2d|fused depthwiseConv2d)/, reason: 'no gradient of filters, none of depthwise convolutions, no channels first' },
  { cases: /^(conv3d|maxPool|resizeNearestNeighbor)/, reason: 'wrong gradients' },
];

const exceptionOf = ({ name }: ConformanceCase): (typeof known)[number] | undefined => known.find(({ cases }) => cases.test(name));

/** The difference between wasm and cpu in words, undefined where there is none. */
async function compare(testCase: ConformanceCase): Promise<string | undefined> {
  await tf.setBackend('cpu');
  const expected = await evaluateCase(testCase);
  await tf.setBackend('wasm');
  try {
    return differences(expected, await evaluateCase(testCase), testCase.tolerance)[0];
  } catch (error) {
    return (error as Error).message;
  }
}

test('wasm agrees with the cpu backend on the conformance list, but for what is known', async () => {
  tf.enableProdMode();
  // Advice to install tfjs-node, and remarks of XNNPACK.
  const silent = (): void => undefined;
  Object.assign(console, { warn: silent, error: silent });
  for (const name of ['cpu', 'wasm'] as const) await useBackend(name);
  const unknown: string[] = [];
  const met = new Set<unknown>();
  for (const testCase of conformanceCases) {
    const exception = exceptionOf(testCase);
    const difference = exception?.corrupts === true ? undefined : await compare(testCase);
    if (difference === undefined) continue;
    if (exception === undefined) unknown.push(`${testCase.name}: ${difference}`);
    else met.add(exception);
  }
  expect(unknown).toEqual([]);
  expect(known.filter((exception) => exception.corrupts !== true && !met.has(exception)).map(({ reason }) => reason)).toEqual([]);
  expect(conformanceCases.filter((testCase) => exceptionOf(testCase) === undefined).length).toBeGreaterThan(600);
}, 300_000);
