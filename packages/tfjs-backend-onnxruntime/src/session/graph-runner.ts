import { OnnxRuntimeBackendError } from '../errors.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';
import type { FeedValues } from '../graph/types.ts';
import type { OnnxRuntimeOptions } from '../options.ts';
import type { StatisticsCounter } from '../statistics.ts';
import type { CompiledGraph } from './compiled-graph.ts';
import { describeNode, explainFailure } from './explain-failure.ts';
import { HeldValues } from './held-values.ts';
import { LocalChannel, type HostChannel } from './host-channel.ts';
import type { HostReply } from './messages.ts';
import { SessionCache } from './session-cache.ts';
import { sessionOptions } from './session-options.ts';
import { WorkerChannel } from './worker-channel.ts';

/** Arrays of so many bytes move to a worker once; smaller ones are copied to it with every run that reads them. */
const largeArray = 65_536;

/** Compiles and runs recorded graphs on a session host, which also keeps their values. */
export class GraphRunner {
  private readonly options: OnnxRuntimeOptions;
  private readonly statistics: StatisticsCounter;
  private readonly sessions: SessionCache;
  /** Opened on first use. */
  private channel: HostChannel | undefined;
  private running = false;

  constructor(options: OnnxRuntimeOptions, statistics: StatisticsCounter) {
    this.options = options;
    this.statistics = statistics;
    this.sessions = new SessionCache(options, statistics, (session) => this.channel?.post({ kind: 'unload', session }));
  }

  get isRunning(): boolean {
    return this.running;
  }

  get sessionCount(): number {
    return this.sessions.size;
  }

  get sessionBytes(): number {
    return this.sessions.bytes;
  }

  /** The values, or what stands for them from now on. The host gets a copy, whatever becomes of the array. */
  take(values: FeedValues): FeedValues | HeldValues {
    if (!this.options.worker || values.byteLength < largeArray) return values;
    const held = new HeldValues();
    const copy = copyOf(values);
    this.host().post({ kind: 'put', value: held.number, values: copy }, [copy.buffer]);
    return held;
  }

  free(values: readonly HeldValues[]): void {
    if (values.length > 0) this.channel?.post({ kind: 'free', values: values.map(({ number }) => number) });
  }

  /** Reads what the host keeps; `done` is called in {@link wait} at the latest. */
  read(values: HeldValues, done: (result: FeedValues | Error) => void): void {
    this.host().request({ kind: 'read', value: values.number }, ({ values: found, error }) => {
      done(found ?? new OnnxRuntimeBackendError({ code: 'ONNXRUNTIME_WORKER_FAILED', message: error ?? 'The session host has lost values' }));
    });
  }

  /**
   * Runs a graph. `done` is called in {@link wait} at the latest, before that by the event loop: without an error, the
   * outputs of the graph are settled. One graph runs at a time.
   */
  run(graph: RecordedGraph, done: (error: Error | undefined) => void): void {
    const host = this.host();
    const compiled = this.sessions.get(graph);
    let loadFailure: Error | undefined;
    if (compiled.model !== null) {
      this.load(compiled, compiled.model, graph, (error) => {
        loadFailure = error;
      });
    }
    const results = graph.outputs.map(() => new HeldValues());
    const feeds = compiled.feeds(graph);
    this.running = true;
    host.request({ kind: 'run', session: compiled.session, feeds, results: results.map(({ number }) => number) }, (reply) => {
      this.running = false;
      this.statistics.runMs += reply.ms;
      const failure = loadFailure ?? failureOf(reply, graph);
      if (failure === undefined) graph.outputs.forEach((node, i) => node.settle(results[i]!));
      done(failure);
    });
  }

  /** Blocks until nothing is under way any more. */
  wait(): void {
    this.channel?.wait();
  }

  dispose(): void {
    this.sessions.clear();
    this.channel?.dispose();
    this.channel = undefined;
  }

  private load(compiled: CompiledGraph, model: Uint8Array<ArrayBuffer>, graph: RecordedGraph, done: (error: Error | undefined) => void): void {
    const { session } = compiled;
    const [inputs, outputs] = [compiled.inputs(graph), compiled.outputs(graph)];
    this.host().request({ kind: 'load', session, model, options: sessionOptions(graph, this.options), inputs, outputs }, ({ ms, error }) => {
      this.statistics.compileMs += ms;
      if (error === undefined) return;
      this.sessions.forget(compiled);
      done(explainFailure('ONNXRUNTIME_COMPILE_FAILED', error, graph));
    });
    compiled.model = null;
  }

  private host(): HostChannel {
    this.channel ??= this.options.worker ? new WorkerChannel() : new LocalChannel();
    return this.channel;
  }
}

/** Also of a Buffer, which is an Uint8Array that copies in its own way. */
function copyOf(values: FeedValues): FeedValues & { buffer: ArrayBuffer } {
  if (values instanceof Float32Array) return new Float32Array(values);
  if (values instanceof Int32Array) return new Int32Array(values);
  return values instanceof Uint16Array ? new Uint16Array(values) : new Uint8Array(values);
}

function failureOf({ error, wrongOutput }: HostReply, graph: RecordedGraph): Error | undefined {
  if (error === undefined) return undefined;
  if (wrongOutput === undefined) return explainFailure('ONNXRUNTIME_RUN_FAILED', error, graph);
  return new OnnxRuntimeBackendError({
    code: 'ONNXRUNTIME_SHAPE_MISMATCH',
    message: `ONNX Runtime returned ${error} for ${describeNode(graph.outputs[wrongOutput]!)}`,
  });
}
