import { binaryKernels } from './binary.ts';
import { comparisonKernels } from './comparison.ts';
import { gatherKernels } from './gather.ts';
import { identityKernels } from './identity.ts';
import type { Kernel } from './kernel.ts';
import { matMulKernels } from './matmul.ts';
import { normaliseKernels } from './normalise.ts';
import { reduceKernels } from './reduce.ts';
import { shapeKernels } from './shape.ts';
import { unaryKernels } from './unary.ts';

/** Every kernel that this backend records. */
export const kernels: readonly Kernel[] = [
  ...unaryKernels,
  ...binaryKernels,
  ...comparisonKernels,
  ...reduceKernels,
  ...shapeKernels,
  ...identityKernels,
  ...matMulKernels,
  ...gatherKernels,
  ...normaliseKernels,
];
