import { binaryKernels } from './binary.ts';
import { comparisonKernels } from './comparison.ts';
import { gatherKernels } from './gather.ts';
import { geluGradientKernels } from './gelu-gradient.ts';
import { identityKernels } from './identity.ts';
import type { Kernel } from './kernel.ts';
import { matMulKernels } from './matmul.ts';
import { normaliseKernels } from './normalise.ts';
import { reduceKernels } from './reduce.ts';
import { scaledMatMulKernels } from './scaled-matmul.ts';
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
  ...geluGradientKernels,
  ...scaledMatMulKernels,
];
