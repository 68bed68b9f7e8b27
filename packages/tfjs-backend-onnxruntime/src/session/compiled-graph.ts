import { OnnxRuntimeBackendError } from '../errors.ts';
import { sizeOf, type HostValues } from '../graph/types.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';
import { sameShape } from '../graph/types.ts';
import type { NativeSession, NativeTensor } from '../native.ts';
import { describeNode, explainFailure } from './explain-failure.ts';
import { feedName, literalName, valueName } from './model-from-graph.ts';

/** Errors are thrown; they need not be printed as well. */
const runOptions = { logSeverityLevel: 4 };

/** A session of ONNX Runtime together with what was compiled into it. */
export class CompiledGraph {
  readonly session: NativeSession;
  /** Which literals are inputs of the model. */
  readonly isInput: readonly boolean[];
  /** The literals as they were when the model was compiled. */
  readonly literalValues: readonly number[];

  constructor(session: NativeSession, isInput: readonly boolean[], literalValues: readonly number[]) {
    this.session = session;
    this.isInput = isInput;
    this.literalValues = literalValues;
  }

  /** Literals of `graph` that have another value than the one compiled in. */
  changedLiterals(graph: RecordedGraph): number[] {
    const changed: number[] = [];
    graph.literals.forEach(({ node }, slot) => {
      if (!this.isInput[slot] && !Object.is(node.value![0], this.literalValues[slot])) changed.push(slot);
    });
    return changed;
  }

  /** Runs the graph and settles its outputs. */
  run(graph: RecordedGraph): void {
    const feeds: Record<string, NativeTensor> = {};
    graph.feeds.forEach(({ node, shape }, slot) => {
      feeds[feedName(slot)] = nativeTensor(node.type, shape, node.value!);
    });
    graph.literals.forEach(({ node, shape }, slot) => {
      if (this.isInput[slot]) feeds[literalName(slot)] = nativeTensor(node.type, shape, node.value!);
    });
    const fetches: Record<string, null> = {};
    for (const node of graph.outputs) fetches[valueName(node)] = null;
    const results = this.execute(feeds, fetches, graph);
    const values: HostValues[] = [];
    for (const node of graph.outputs) {
      const { dims, data } = results[valueName(node)]!;
      // ONNX Runtime does not enforce the declared shapes.
      if (!sameShape(dims, node.shape) || data.length !== sizeOf(node.shape)) {
        throw new OnnxRuntimeBackendError({
          code: 'ONNXRUNTIME_SHAPE_MISMATCH',
          message: `ONNX Runtime returned [${dims.join()}] for ${describeNode(node)}`,
        });
      }
      values.push(data);
    }
    graph.outputs.forEach((node, i) => node.settle(values[i]!));
  }

  private execute(feeds: Record<string, NativeTensor>, fetches: Record<string, null>, graph: RecordedGraph): Record<string, NativeTensor> {
    try {
      return this.session.run(feeds, fetches, runOptions);
    } catch (error) {
      throw explainFailure('ONNXRUNTIME_RUN_FAILED', error, graph);
    }
  }
}

function nativeTensor(type: string, dims: readonly number[], data: HostValues): NativeTensor {
  return { type, dims, data, location: 'cpu' };
}
