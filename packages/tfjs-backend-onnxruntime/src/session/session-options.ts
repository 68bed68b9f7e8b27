import type { RecordedGraph } from '../graph/recorded-graph.ts';
import type { OnnxRuntimeOptions } from '../options.ts';
import { estimateWork } from './estimate-work.ts';

/** Below this much work further threads cost more than they bring, above all to start them. */
const oneThreadWork = 50_000;

/** Its kernel takes another 22 MB for each feed-forward layer of a RoBERTa-base batch, and an evaluation 6 % longer than sum and Gelu. */
const slowFusion = 'BiasGeluFusion';

/** Options of a session, as the native binding wants them. */
export function sessionOptions(graph: RecordedGraph, options: OnnxRuntimeOptions): object {
  const halves = graph.feeds.some(({ node }) => node.type === 'float16');
  const { threads, memoryArena, memoryPattern, threadSpinning, executionProviders } = options;
  return {
    executionProviders: [...executionProviders],
    intraOpNumThreads: estimateWork(graph) < oneThreadWork ? 1 : threads,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: memoryArena,
    enableMemPattern: memoryPattern,
    // Errors are thrown; they need not be printed as well.
    logSeverityLevel: 4,
    extra: {
      session: { intra_op: { allow_spinning: threadSpinning ? '1' : '0' } },
      // The second would widen a weight once for the forward and the backward pass, and keep all of them in between.
      optimization: { disable_specified_optimizers: halves ? `${slowFusion};CommonSubexpressionElimination` : slowFusion },
    },
  };
}
