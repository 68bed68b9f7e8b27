import type { GraphNode } from './graph/graph-node.ts';

/** What a data id stands for: a node of the graph, or values that cannot take part in one (strings, complex numbers). */
export class StoredData {
  node: GraphNode | null;
  /** Values of a string or complex64 tensor. */
  hostOnly: Float32Array | Uint8Array[] | null;
  referenceCount = 1;

  constructor(node: GraphNode | null, hostOnly: Float32Array | Uint8Array[] | null) {
    this.node = node;
    this.hostOnly = hostOnly;
  }
}
