import { messageOf, OnnxRuntimeBackendError, type OnnxRuntimeErrorCode } from '../errors.ts';
import type { GraphNode } from '../graph/graph-node.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';

/** Adds to an error of ONNX Runtime which TensorFlow.js kernel it is about, and its shapes. */
export function explainFailure(code: OnnxRuntimeErrorCode, error: unknown, graph: RecordedGraph): OnnxRuntimeBackendError {
  const message = messageOf(error).replace(/\s*\n\s*/g, ' ');
  const index = /\bn(\d+)(?:x\d+)?(?:r[\dx]+)?_[A-Z]/.exec(message)?.[1];
  const node = index === undefined ? undefined : graph.nodes[Number(index)];
  const verb = code === 'ONNXRUNTIME_COMPILE_FAILED' ? 'compile' : 'run';
  const where = node === undefined ? `a graph of ${graph.nodes.length} nodes` : describeNode(node);
  return new OnnxRuntimeBackendError({ code, message: `ONNX Runtime could not ${verb} ${where}: ${message}`, cause: error });
}

/** `GatherV2 (Gather) of float32[4,3], int32[2] to float32[2,3]`. */
export function describeNode(node: GraphNode): string {
  const inputs = node.inputs.map((input) => ('int64' in input ? `[${input.int64.join()}]` : `${input.node.type}[${input.shape.join()}]`));
  return `${node.kernel} (${node.op}) of ${inputs.join(', ')} to ${node.type}[${node.shape.join()}]`;
}
