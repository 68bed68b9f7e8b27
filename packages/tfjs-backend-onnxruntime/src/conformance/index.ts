import { binaryCases } from './binary-cases.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { binaryEdges, gatherEdges, imageEdges, matMulEdges, networkEdges, reduceEdges, shapeEdges, unaryEdges } from './edge-cases.ts';
import { gatherCases } from './gather-cases.ts';
import { imageCases } from './image-cases.ts';
import { matMulCases } from './matmul-cases.ts';
import { networkCases } from './network-cases.ts';
import { reduceCases } from './reduce-cases.ts';
import { shapeCases } from './shape-cases.ts';
import { unaryCases } from './unary-cases.ts';

export type { Aspect, ConformanceCase, TensorData } from './conformance-case.ts';
export { differences, evaluateCase } from './evaluate.ts';

/** The cases by kind of kernel. */
export const conformanceFamilies = {
  unary: [...unaryCases, ...unaryEdges],
  binary: [...binaryCases, ...binaryEdges],
  reduce: [...reduceCases, ...reduceEdges],
  shape: [...shapeCases, ...shapeEdges],
  matMul: [...matMulCases, ...matMulEdges],
  gather: [...gatherCases, ...gatherEdges],
  network: [...networkCases, ...networkEdges],
  image: [...imageCases, ...imageEdges],
} satisfies Record<string, readonly ConformanceCase[]>;

/**
 * Kernels and gradients at ordinary and awkward inputs. Run each with {@link evaluateCase} on two backends and compare with
 * {@link differences}. Importing this registers no backend; gradients must be registered (import `@tensorflow/tfjs`).
 */
export const conformanceCases: readonly ConformanceCase[] = Object.values(conformanceFamilies).flat();
