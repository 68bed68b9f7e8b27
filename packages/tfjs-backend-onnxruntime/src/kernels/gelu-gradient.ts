import { asOperand, literal, node } from '../graph/build.ts';
import { combine } from './binary.ts';
import { kernel, type Kernel } from './kernel.ts';
import { apply } from './unary.ts';

/** Name of the kernel that only this backend has: the gradient of the erf form of GELU. */
export const geluGradientKernel = 'OnnxGeluGradient';

export const geluGradientKernels: readonly Kernel[] = [
  // dy * (Phi(x) + x phi(x)). On large tensors each operation is a pass through memory, so there are as few as can be.
  kernel<'dy' | 'x'>(geluGradientKernel, ({ dy, x }, _, graph) => {
    const input = graph.operand(x);
    const scaled = combine('Mul', input, asOperand(literal(Math.SQRT1_2)));
    // 0.5 + 0.5 erf: HardSigmoid multiplies and adds at once, and bounds that are never reached.
    const half = { alpha: { float: 0.5 }, beta: { float: 0.5 } };
    const cdf = asOperand(node('HardSigmoid', [apply('Erf', scaled)], x.shape, 'float32', half));
    // The factor of the density goes into the exponent, where a subtraction stands in for the change of sign.
    const density = apply('Exp', combine('Sub', asOperand(literal(-0.5 * Math.log(2 * Math.PI))), combine('Mul', scaled, scaled)));
    const slope = combine('Add', cdf, combine('Mul', density, input));
    return graph.output(combine('Mul', graph.operand(dy), slope));
  }),
];
