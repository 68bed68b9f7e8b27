import { DataStorage, engine, KernelBackend, type backend_util, type BackendTimingInfo, type DataId, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { constant } from './graph/build.ts';
import { recordedNodeCount, type GraphNode, type Operand } from './graph/graph-node.ts';
import { RecordedGraph } from './graph/recorded-graph.ts';
import { isGraphType, newValues, sizeOf, type GraphType, type HostValues, type Shape } from './graph/types.ts';
import { defaultOptions, type OnnxRuntimeOptions } from './options.ts';
import { SessionCache } from './session/session-cache.ts';
import { newStatistics, type BackendStatistics } from './statistics.ts';
import { StoredData } from './storage.ts';

type BackendValues = backend_util.BackendValues;

/**
 * A TensorFlow.js backend that records kernels as a graph. Reading a tensor, or {@link flush}, runs everything that is
 * recorded and still referenced as one ONNX model; models are compiled once per structure.
 */
export class OnnxRuntimeBackend extends KernelBackend {
  readonly options: OnnxRuntimeOptions;
  private readonly data: DataStorage<StoredData>;
  private readonly pending = new Set<StoredData>();
  private readonly counter = newStatistics();
  private readonly sessions: SessionCache;
  private readonly onDispose: () => void;
  private nodesAtLastFlush = recordedNodeCount();

  constructor(options: Partial<OnnxRuntimeOptions> = {}, onDispose: () => void = () => undefined) {
    super();
    this.options = { ...defaultOptions(), ...options };
    this.data = new DataStorage(this, engine());
    this.sessions = new SessionCache(this.options, this.counter);
    this.onDispose = onDispose;
  }

  /** Runs all that is recorded and still referenced. Call it at the end of a step that reads nothing. */
  flush(): void {
    this.nodesAtLastFlush = recordedNodeCount();
    if (this.pending.size === 0) return;
    const started = performance.now();
    const graph = new RecordedGraph(this.pendingNodes());
    this.counter.hashMs += performance.now() - started;
    const compiled = this.sessions.get(graph);
    const runStarted = performance.now();
    compiled.run(graph);
    this.counter.runMs += performance.now() - runStarted;
    this.pending.clear();
    this.counter.flushes++;
    this.counter.nodes = graph.nodes.length;
    this.counter.inputs = graph.feeds.length;
    this.counter.outputs = graph.outputs.length;
  }

  /** What has been compiled and run so far, and which kernels ran on the cpu backend. */
  statistics(): BackendStatistics {
    const fallbacks = Object.entries(this.counter.fallbacks).map(([kernel, count]) => [kernel, { ...count }] as const);
    return { ...this.counter, fallbacks: Object.fromEntries(fallbacks), sessions: this.sessions.size };
  }

  countFallback(kernel: string, reason: string): void {
    const known = (this.counter.fallbacks[kernel] ??= { count: 0, reason });
    known.count++;
  }

  /** Keeps loops without reads from recording without end. */
  flushIfLarge(): void {
    if (recordedNodeCount() - this.nodesAtLastFlush > this.options.maxPendingNodes) this.flush();
  }

  // What kernels need.

  /** The tensor as the operand of a node. String and complex64 tensors cannot be one. */
  operand(info: TensorInfo): Operand {
    const { node } = this.data.get(info.dataId);
    if (node === null) throw new Error(`A ${info.dtype} tensor cannot take part in an ONNX graph`);
    return { node, shape: info.shape };
  }

  /** A new tensor for a recorded node. */
  output({ node, shape }: Operand, dtype: GraphType = node.type as GraphType): TensorInfo {
    const empty = node.value === null && sizeOf(shape) === 0;
    const stored = new StoredData(empty ? constant(newValues(dtype, 0), shape, dtype) : node, null);
    const dataId = {};
    this.data.set(dataId, stored);
    if (stored.isPending) this.pending.add(stored);
    return { dataId, shape: [...shape], dtype };
  }

  /** The same data under another shape. */
  alias(info: TensorInfo, shape: Shape = info.shape): TensorInfo {
    this.data.get(info.dataId).referenceCount++;
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  // The storage that TensorFlow.js asks for.

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.data.set(dataId, storeValues(values, shape, dtype));
    return dataId;
  }

  override move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, referenceCount: number): void {
    const stored = storeValues(values, shape, dtype);
    stored.referenceCount = referenceCount;
    this.data.set(dataId, stored);
  }

  override readSync(dataId: DataId): BackendValues {
    const stored = this.data.get(dataId);
    if (stored.hostOnly !== null) return stored.hostOnly;
    if (stored.isPending) this.flush();
    return stored.node!.value!;
  }

  /** Lets other events through (progress, Ctrl-C) before it runs the graph, which blocks. */
  override async read(dataId: DataId): Promise<BackendValues> {
    const stored = this.data.get(dataId);
    if (stored.hostOnly !== null) return stored.hostOnly;
    if (stored.isPending) {
      stored.readers++;
      try {
        await new Promise((resolve) => setImmediate(resolve));
        if (stored.isPending) this.flush();
      } finally {
        stored.readers--;
        if (stored.referenceCount <= 0 && stored.readers === 0) this.pending.delete(stored);
      }
    }
    return stored.node!.value!;
  }

  override numDataIds(): number {
    return this.data.numDataIds();
  }

  override refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).referenceCount : 0;
  }

  /** TensorFlow.js calls this for variables only: their values are inputs of every graph, so that step one has the structure of step two. */
  override incRef(dataId: DataId): void {
    const stored = this.data.get(dataId);
    stored.referenceCount++;
    const { node } = stored;
    if (node === null) return;
    const filler = node.expandedFrom?.node;
    if (node.value === null && filler?.isLiteral === true) {
      const values = newValues(node.type as GraphType, sizeOf(node.shape));
      values.fill(filler.value![0]!);
      node.settle(values);
      this.pending.delete(stored);
    }
    if (node.value !== null) node.isLiteral = false;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const stored = this.data.get(dataId);
    stored.referenceCount--;
    if (!force && stored.referenceCount > 0) return false;
    if (stored.readers === 0) this.pending.delete(stored);
    this.data.delete(dataId);
    return true;
  }

  override memory(): { unreliable: boolean; reasons?: string[] } {
    return { unreliable: true, reasons: ['Recorded tensors take no memory before they run; intermediate values never reach JavaScript.'] };
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(run: () => void): Promise<BackendTimingInfo> {
    this.flush();
    const started = performance.now();
    run();
    this.flush();
    return { kernelMs: performance.now() - started };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.sessions.clear();
    this.pending.clear();
    this.onDispose();
  }

  private pendingNodes(): GraphNode[] {
    const nodes: GraphNode[] = [];
    for (const { node } of this.pending) if (node !== null && node.value === null) nodes.push(node);
    return nodes;
  }
}

function storeValues(values: BackendValues, shape: Shape, dtype: DataType): StoredData {
  if (!isGraphType(dtype)) return new StoredData(null, values as Float32Array | Uint8Array[]);
  return new StoredData(constant(typedValues(values, dtype), shape, dtype), null);
}

/** Without a copy where the array has the right type already. */
function typedValues(values: BackendValues, dtype: GraphType): HostValues {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
  return values instanceof Uint8Array ? values : Uint8Array.from(values as ArrayLike<number>, (value) => (value === 0 ? 0 : 1));
}
