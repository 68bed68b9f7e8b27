import { binaryCases } from './binary-cases.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { gatherCases } from './gather-cases.ts';
import { imageCases } from './image-cases.ts';
import { matMulCases } from './matmul-cases.ts';
import { networkCases } from './network-cases.ts';
import { reduceCases } from './reduce-cases.ts';
import { shapeCases } from './shape-cases.ts';
import { unaryCases } from './unary-cases.ts';

export type { Aspect, ConformanceCase, TensorData } from './conformance-case.ts';
export { differences, evaluateCase } from './evaluate.ts';

/**
 * Kernels and gradients at ordinary and awkward inputs. Run each with {@link evaluateCase} on two backends and compare with
 * {@link differences}. Importing this registers no backend; gradients must be registered (import `@tensorflow/tfjs`).
 */
export const conformanceCases: readonly ConformanceCase[] = [
  ...unaryCases,
  ...binaryCases,
  ...reduceCases,
  ...shapeCases,
  ...matMulCases,
  ...gatherCases,
  ...networkCases,
  ...imageCases,
];
