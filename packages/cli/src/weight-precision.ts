import type { WeightPrecision } from '@skill-neurons/runtime';
import type { GlobalOptions } from './command.ts';

/** Words of --weights, as they are used for checkpoints, for the library's. */
export const precisions = { fp32: 'float32', fp16: 'float16' } as const satisfies Record<GlobalOptions['weights'], WeightPrecision>;
