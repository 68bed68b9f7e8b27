import { asOperand, literal, node } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { combine } from './binary.ts';
import { kernel, type Kernel } from './kernel.ts';
import { apply } from './unary.ts';

/** Name of the kernel that only this backend has: the gradient of the erf form of GELU. */
export const geluGradientKernel = 'OnnxGeluGradient';

export const geluGradientKernels: readonly Kernel[] = [
  // dy * (Phi(x) + x phi(x)). On large tensors each operation is a pass through memory, so there are as few as can be.
  kernel<'dy' | 'x'>(geluGradientKernel, ({ dy, x }, _, graph) => {
    const input = graph.operand(x);
    const scaled = times(input, Math.SQRT1_2);
    // 0.5 + 0.5 erf: HardSigmoid multiplies and adds at once, and bounds that are never reached.
    const half = { alpha: { float: 0.5 }, beta: { float: 0.5 } };
    const cdf = asOperand(node('HardSigmoid', [apply('Erf', scaled)], x.shape, 'float32', half));
    const bell = apply('Exp', apply('Neg', combine('Mul', scaled, scaled)));
    const slope = combine('Add', cdf, times(combine('Mul', bell, input), 1 / Math.sqrt(2 * Math.PI)));
    return graph.output(combine('Mul', graph.operand(dy), slope));
  }),
];

function times(x: Operand, factor: number): Operand {
  return combine('Mul', x, asOperand(literal(factor)));
}
