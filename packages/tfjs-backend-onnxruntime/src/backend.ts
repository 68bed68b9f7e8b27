import { DataStorage, engine, KernelBackend, type backend_util, type BackendTimingInfo, type DataId, type DataType, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { cast, constant } from './graph/build.ts';
import { recordedNodeCount, type GraphNode, type Operand } from './graph/graph-node.ts';
import { RecordedGraph } from './graph/recorded-graph.ts';
import { isGraphType, newValues, sizeOf, type FeedValues, type GraphType, type HostValues, type Shape } from './graph/types.ts';
import { defaultOptions, type OnnxRuntimeOptions } from './options.ts';
import { GraphRunner } from './session/graph-runner.ts';
import { HeldValues } from './session/held-values.ts';
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
  /** Recorded nodes that live tensors wait for. */
  private readonly pending = new Set<GraphNode>();
  /** Values that no tensor needs any more, though what is recorded may read them. */
  private readonly leaving = new Set<GraphNode>();
  private readonly counter = newStatistics();
  private readonly runner: GraphRunner;
  private readonly onDispose: () => void;
  private nodesAtLastFlush = recordedNodeCount();
  /** Ends with the run that is under way in the background. */
  private background: Promise<void> | undefined;
  /** Live tensors that are stored as float16. */
  private halves = 0;

  constructor(options: Partial<OnnxRuntimeOptions> = {}, onDispose: () => void = () => undefined) {
    super();
    this.options = { ...defaultOptions(), ...options };
    this.data = new DataStorage(this, engine());
    this.runner = new GraphRunner(this.options, this.counter);
    this.onDispose = onDispose;
  }

  /** Runs all that is recorded and still referenced, and waits for it. Call it at the end of a step that reads nothing. */
  flush(): void {
    this.runner.wait();
    let failure: Error | undefined;
    this.startRun((error) => {
      failure = error;
    });
    this.runner.wait();
    if (failure !== undefined) throw failure;
  }

  /** The same without blocking the event loop, where a worker runs the sessions. */
  async flushInBackground(): Promise<void> {
    // In this thread, at least what is due already comes first: progress, Ctrl-C.
    if (!this.options.worker) await new Promise((resolve) => setImmediate(resolve));
    while (this.background !== undefined) await this.background;
    if (this.pending.size === 0) return;
    const run = new Promise<void>((resolve, reject) => {
      this.startRun((error) => {
        this.background = undefined;
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    if (this.runner.isRunning) this.background = run;
    await run;
  }

  /** What has been compiled and run so far, and which kernels ran on the cpu backend. */
  statistics(): BackendStatistics {
    const fallbacks = Object.entries(this.counter.fallbacks).map(([kernel, count]) => [kernel, { ...count }] as const);
    return { ...this.counter, fallbacks: Object.fromEntries(fallbacks), sessions: this.runner.sessionCount, sessionBytes: this.runner.sessionBytes };
  }

  countFallback(kernel: string, reason: string): void {
    const known = (this.counter.fallbacks[kernel] ??= { count: 0, reason });
    if (known.count++ > 0) return;
    this.options.onNotice(`The onnxruntime backend runs ${kernel} on the cpu backend: ${reason}`);
  }

  /**
   * A float32 tensor of the same values rounded to half precision, which takes half the memory: it is kept as float16 and
   * cast to float32 wherever it is used. For frozen weights; values beyond 65,504 become infinite. Gradients do not pass.
   */
  storeAsFloat16(x: Tensor): Tensor {
    if (x.dtype !== 'float32') throw new Error(`Only float32 tensors can be stored as float16, not ${x.dtype}`);
    const { node } = cast(this.operand(x), 'float16');
    const dataId = {};
    this.store(dataId, new StoredData(node, null));
    return engine().makeTensorFromDataId(dataId, [...x.shape], 'float32', this);
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
    const operand = { node, shape: info.shape };
    return node.type === 'float16' ? cast(operand, 'float32') : operand;
  }

  /** A new tensor for a recorded node. */
  output({ node, shape }: Operand, dtype: GraphType = node.type as GraphType): TensorInfo {
    const empty = node.value === null && sizeOf(shape) === 0;
    const stored = new StoredData(empty ? constant(newValues(dtype, 0), shape, dtype) : node, null);
    const dataId = {};
    this.store(dataId, stored);
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
    this.store(dataId, this.storedValues(values, shape, dtype));
    return dataId;
  }

  override move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, referenceCount: number): void {
    const stored = this.storedValues(values, shape, dtype);
    stored.referenceCount = referenceCount;
    this.store(dataId, stored);
  }

  override readSync(dataId: DataId): BackendValues {
    const { node: stored, hostOnly } = this.data.get(dataId);
    if (stored === null) return hostOnly!;
    const node = this.hostForm(stored);
    this.addHolder(node);
    try {
      if (node.value === null) this.flush();
      let result: FeedValues | Error | undefined;
      this.readNode(node, (read) => {
        result = read;
      });
      this.runner.wait();
      if (result instanceof Error) throw result;
      return result as HostValues;
    } finally {
      this.removeHolder(node);
    }
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    const { node: stored, hostOnly } = this.data.get(dataId);
    if (stored === null) return hostOnly!;
    const node = this.hostForm(stored);
    // Its value is needed even if the tensor is disposed meanwhile.
    this.addHolder(node);
    try {
      while (node.value === null) await this.flushInBackground();
      const result = await new Promise<FeedValues | Error>((resolve) => this.readNode(node, resolve));
      if (result instanceof Error) throw result;
      return result as HostValues;
    } finally {
      this.removeHolder(node);
    }
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
      values.fill((filler.value as HostValues)[0]!);
      node.settle(this.runner.take(values));
      this.pending.delete(node);
    }
    if (node.value !== null) node.isLiteral = false;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const stored = this.data.get(dataId);
    stored.referenceCount--;
    if (!force && stored.referenceCount > 0) return false;
    this.data.delete(dataId);
    if (stored.node?.type === 'float16') this.halves--;
    if (stored.node !== null) this.removeHolder(stored.node);
    return true;
  }

  /** What TensorFlow.js cannot know about its number of bytes. */
  override memory(): { unreliable: boolean; reasons?: string[]; numBytesInSessions: number } {
    const reasons: string[] = [];
    if (this.pending.size > 0) reasons.push('Recorded tensors take no memory before they run.');
    if (this.leaving.size > 0) reasons.push('Disposed tensors are freed with the next run.');
    if (this.halves > 0) reasons.push(`${this.halves} tensors take half their size: they are stored as float16.`);
    const numBytesInSessions = this.runner.sessionBytes;
    return reasons.length > 0 ? { unreliable: true, reasons, numBytesInSessions } : { unreliable: false, numBytesInSessions };
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
    this.runner.dispose();
    this.pending.clear();
    this.leaving.clear();
    this.onDispose();
  }

  /** Starts to run what is pending; `done` is called before the next {@link GraphRunner.wait} returns. */
  private startRun(done: (error: Error | undefined) => void): void {
    this.nodesAtLastFlush = recordedNodeCount();
    if (this.pending.size === 0) {
      done(undefined);
      return;
    }
    const started = performance.now();
    const graph = new RecordedGraph(this.pending);
    this.counter.hashMs += performance.now() - started;
    this.freeUnread(graph);
    this.runner.run(graph, (error) => {
      if (error === undefined) this.finishRun(graph);
      done(error);
    });
  }

  private finishRun(graph: RecordedGraph): void {
    this.counter.flushes++;
    this.counter.nodes = graph.nodes.length;
    this.counter.inputs = graph.feeds.length;
    this.counter.outputs = graph.outputs.length;
    for (const node of graph.outputs) this.pending.delete(node);
    for (const node of graph.outputs) if (node.holders === 0) this.leave(node);
  }

  // How long values live: as long as a tensor or a read needs them, and until what was recorded has run.

  private store(dataId: DataId, stored: StoredData): void {
    this.data.set(dataId, stored);
    if (stored.node?.type === 'float16') this.halves++;
    if (stored.node !== null) this.addHolder(stored.node);
  }

  private addHolder(node: GraphNode): void {
    node.holders++;
    if (node.value === null) this.pending.add(node);
  }

  private removeHolder(node: GraphNode): void {
    if (--node.holders > 0) return;
    this.pending.delete(node);
    this.leave(node);
  }

  private leave(node: GraphNode): void {
    if (!(node.value instanceof HeldValues)) return;
    if (this.pending.size > 0 || this.runner.isRunning) this.leaving.add(node);
    else this.runner.free([node.value]);
  }

  /** Frees values that have left, but for those that `graph` still reads. */
  private freeUnread(graph: RecordedGraph): void {
    const unread = [...this.leaving].filter((node) => !graph.reads(node));
    for (const node of unread) this.leaving.delete(node);
    this.runner.free(unread.map(({ value }) => value as HeldValues));
  }

  /** What is stored in half precision is read as float32. */
  private hostForm(node: GraphNode): GraphNode {
    return node.type === 'float16' ? cast(node, 'float32').node : node;
  }

  private readNode(node: GraphNode, done: (result: FeedValues | Error) => void): void {
    if (node.value instanceof HeldValues) this.runner.read(node.value, done);
    else done(node.value!);
  }

  private storedValues(values: BackendValues, shape: Shape, dtype: DataType): StoredData {
    if (!isGraphType(dtype)) return new StoredData(null, values as Float32Array | Uint8Array[]);
    const node = constant(typedValues(values, dtype), shape, dtype);
    node.value = this.runner.take(node.value as HostValues);
    return new StoredData(node, null);
  }
}

/** Without a copy where the array has the right type already. */
function typedValues(values: BackendValues, dtype: GraphType): HostValues {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
  return values instanceof Uint8Array ? values : Uint8Array.from(values as ArrayLike<number>, (value) => (value === 0 ? 0 : 1));
}
