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
  const inner = multiplicationsPerOutput(node);
  return inner === undefined ? elements : (elements * inner) / multiplicationsPerElement;
}

/** Of matrix products and convolutions; undefined for other operations. */
function multiplicationsPerOutput({ op, inputs: [a, b], attributes }: GraphNode): number | undefined {
  if (a === undefined || b === undefined || 'int64' in a || 'int64' in b) return undefined;
  if (op === 'MatMul' || op === 'FusedMatMul' || op === 'MatMulInteger') return a.shape.at(attributes?.['transA'] === 1 ? -2 : -1)!;
  return op === 'Conv' || op === 'ConvTranspose' ? sizeOf(b.shape.slice(1)) : undefined;
}
