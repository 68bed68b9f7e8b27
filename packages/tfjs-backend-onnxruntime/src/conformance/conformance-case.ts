import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor as plain data. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly values: readonly number[];
}

/** What a case is about beside the kernel itself; lets a caller leave out what a backend is known not to do. */
export type Aspect = 'plain' | 'non-finite' | 'empty' | 'integer' | 'boolean' | 'rank';

/** One call of TensorFlow.js operations on given inputs, whose results every backend should agree on. */
export interface ConformanceCase {
  readonly name: string;
  readonly aspect: Aspect;
  readonly inputs: readonly TensorData[];
  readonly run: (...inputs: Tensor[]) => Tensor | Tensor[];
  /** Inputs for which the gradient of the first result is compared too. */
  readonly gradientOf: readonly number[];
  /** Largest accepted |difference| / (1 + |expected|). */
  readonly tolerance: number;
}

export type CaseSettings = Partial<Pick<ConformanceCase, 'aspect' | 'gradientOf' | 'tolerance'>>;

export function conformanceCase(
  name: string,
  inputs: readonly TensorData[],
  run: ConformanceCase['run'],
  { aspect = 'plain', gradientOf = [], tolerance = 1e-5 }: CaseSettings = {},
): ConformanceCase {
  return { name, inputs, run, aspect, gradientOf, tolerance };
}
