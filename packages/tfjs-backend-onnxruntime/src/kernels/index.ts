import { binaryKernels } from './binary.ts';
import { comparisonKernels } from './comparison.ts';
import { convolutionKernels } from './convolution.ts';
import { countAboveKernels } from './count-above.ts';
import { gatherKernels } from './gather.ts';
import { geluGradientKernels } from './gelu-gradient.ts';
import { identityKernels } from './identity.ts';
import type { Kernel } from './kernel.ts';
import { matMulKernels } from './matmul.ts';
import { normaliseKernels } from './normalise.ts';
import { poolingKernels } from './pooling.ts';
import { rearrangeKernels } from './rearrange.ts';
import { reduceKernels } from './reduce.ts';
import { resizeKernels } from './resize.ts';
import { scatterKernels } from './scatter.ts';
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
  ...convolutionKernels,
  ...poolingKernels,
  ...rearrangeKernels,
  ...resizeKernels,
  ...gatherKernels,
  ...scatterKernels,
  ...normaliseKernels,
  ...geluGradientKernels,
  ...scaledMatMulKernels,
  ...countAboveKernels,
];
