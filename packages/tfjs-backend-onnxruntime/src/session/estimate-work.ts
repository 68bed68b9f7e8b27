import type { GraphNode } from '../graph/graph-node.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';
import { sizeOf } from '../graph/types.ts';

/** Multiplications that take about as long as one element of an element-wise operation. */
const multiplicationsPerElement = 16;

/** Roughly how much there is to calculate, in elements of element-wise operations. */
export function estimateWork(graph: RecordedGraph): number {
  return graph.nodes.reduce((sum, node) => sum + workOf(node), 0);
}

function workOf(node: GraphNode): number {
  const elements = sizeOf(node.shape);
  if (node.op !== 'MatMul' && node.op !== 'FusedMatMul') return elements;
  const [a] = node.inputs;
  const inner = 'int64' in a! ? 1 : a!.shape.at(node.attributes?.['transA'] === 1 ? -2 : -1)!;
  return (elements * inner) / multiplicationsPerElement;
}
