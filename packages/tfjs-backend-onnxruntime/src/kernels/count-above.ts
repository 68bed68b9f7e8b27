import { asOperand, cast, node, reshaped } from '../graph/build.ts';
import { kernel, type Kernel } from './kernel.ts';

/** Name of the kernel that only this backend has, see `countAbove`. */
export const countAboveKernel = 'OnnxCountAbove';

export const countAboveKernels: readonly Kernel[] = [
  // A comparison makes bytes and a product of bytes adds them: a third of the time of a product of floats, which are four times as large.
  kernel<'x' | 'thresholds' | 'groups'>(countAboveKernel, ({ x, thresholds, groups }, _, graph) => {
    const [groupCount, columns] = [groups.shape[0]!, x.shape[1]!];
    const above = node('Greater', [graph.operand(x), reshaped(graph.operand(thresholds), [1, columns])], x.shape, 'bool');
    return graph.output(asOperand(node('MatMulInteger', [cast(graph.operand(groups), 'uint8'), cast(above, 'uint8')], [groupCount, columns], 'int32')));
  }),
];
