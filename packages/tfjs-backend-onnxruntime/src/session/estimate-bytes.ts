import type { RecordedGraph } from '../graph/recorded-graph.ts';
import { sizeOf } from '../graph/types.ts';

/** Measured on RoBERTa-like training steps of 169 to 1,082 nodes: what a session takes whatever its size, and per node. */
const bytesPerSession = 256 * 1024;
const bytesPerNode = 4.7 * 1024;
const bytesPerElement = 4;

/**
 * About how much memory a session holds between runs: its copy of the model and its kernels. Weights are inputs, so that
 * nothing of them is held or packed. With a memory arena it keeps what its runs needed as well; that many bytes it is at most.
 */
export function estimateBytes(graph: RecordedGraph, modelBytes: number, memoryArena: boolean): number {
  const held = bytesPerSession + bytesPerNode * graph.nodes.length + modelBytes;
  return memoryArena ? held + graph.nodes.reduce((sum, { shape }) => sum + bytesPerElement * sizeOf(shape), 0) : held;
}
