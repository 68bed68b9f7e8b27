import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { messageOf, OnnxRuntimeBackendError } from '../errors.ts';
import { bindingPath } from '../native.ts';
import type { HostChannel, OnReply } from './host-channel.ts';
import type { HostReply, HostRequest } from './messages.ts';

/** How long a blocked thread sleeps before it looks whether the worker still lives, in ms; replies wake it earlier. */
const longestSleep = 1000;
/** How long the worker may take to start, in ms. */
const longestStart = 60_000;
/** What the worker writes into the second of the signals. */
const workerStates = { starting: 0, started: 1, ended: 2 } as const;

/**
 * A host in a worker thread. Replies arrive as events, or, where this thread has to block for them, are taken from the
 * port by hand. Neither thread nor port keeps the process alive unless a reply is due.
 */
export class WorkerChannel implements HostChannel {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  /** Number of replies so far, whose change wakes a blocked thread; then how far the worker has come, see {@link workerStates}. */
  private readonly signals = new Int32Array(new SharedArrayBuffer(8));
  private readonly created = performance.now();
  /** Requests without a reply yet, oldest first. */
  private readonly waiting: OnReply[] = [];
  private readonly onExit = (): void => this.close();
  /** Why the worker has ended. */
  private ended: string | undefined;
  /** Whether a message is known to have had a receiver. */
  private reached = false;

  /** @throws OnnxRuntimeBackendError ONNXRUNTIME_WORKER_FAILED where threads are not allowed */
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    try {
      this.worker = new Worker(new URL('./session-worker.js', import.meta.url), {
        workerData: { port: port2, signals: this.signals, bindingPath: bindingPath() },
        transferList: [port2],
        // No loaders or debuggers of the program.
        execArgv: [],
        name: 'onnxruntime',
      });
    } catch (error) {
      throw workerFailed(messageOf(error));
    }
    this.port.on('message', (reply: HostReply) => this.take(reply));
    this.worker.on('error', (error) => this.end(messageOf(error)));
    this.worker.on('exit', () => this.end('it has ended'));
    this.reachesWorker();
    this.port.unref();
    this.worker.unref();
    process.on('exit', this.onExit);
  }

  post(request: HostRequest, transfer: readonly ArrayBuffer[] = []): void {
    if (this.ended === undefined) this.port.postMessage(request, transfer);
    // What has ended need not be told to forget.
    else if (request.kind !== 'free' && request.kind !== 'unload') throw workerFailed(this.ended);
  }

  request(request: HostRequest, onReply: OnReply): void {
    this.post(request);
    if (this.waiting.push(onReply) > 1) return;
    this.port.ref();
    this.worker.ref();
  }

  wait(): void {
    while (this.waiting.length > 0) {
      const seen = Atomics.load(this.signals, 0);
      // Read before the port: what the worker sent before its end is still taken.
      const state = Atomics.load(this.signals, 1);
      const received = receiveMessageOnPort(this.port) as { message: HostReply } | undefined;
      if (received !== undefined) this.take(received.message);
      else if (state === workerStates.ended) this.end('it has ended');
      else if (Atomics.wait(this.signals, 0, seen, longestSleep) === 'timed-out') this.checkWorker(state);
    }
  }

  /**
   * A blocked thread hears of no event, so not of a worker that could not start, nor of one that was stopped without being
   * able to say so, out of memory for instance. A long calculation is neither.
   */
  private checkWorker(state: number): void {
    if (state === workerStates.starting && performance.now() - this.created > longestStart) this.end('it did not start');
    else if (!this.reachesWorker()) this.end('it was stopped');
  }

  /**
   * Whether the worker's end of the port is still there. Node.js documents no result of postMessage; it is true as long as the
   * message has a receiver. Where it never was true, nothing is concluded.
   */
  private reachesWorker(): boolean {
    const received: unknown = this.port.postMessage({ kind: 'free', values: [] } satisfies HostRequest);
    this.reached ||= received === true;
    return received === true || !this.reached;
  }

  dispose(): void {
    this.close();
    this.ended ??= 'the backend has been disposed of';
    process.off('exit', this.onExit);
    this.port.close();
  }

  /**
   * Lets the thread finish what it was asked for and end by itself: the native part aborts the process when its thread is
   * stopped inside it, be it that it starts, runs a session or lets one go.
   */
  private close(): void {
    if (this.ended === undefined) this.request({ kind: 'close' }, () => undefined);
    this.wait();
  }

  private take(reply: HostReply): void {
    const onReply = this.waiting.shift()!;
    if (this.waiting.length === 0) {
      this.port.unref();
      this.worker.unref();
    }
    onReply(reply);
  }

  private end(reason: string): void {
    this.ended ??= reason;
    for (const onReply of this.waiting.splice(0)) onReply({ ms: 0, error: `the worker thread has failed: ${this.ended}` });
  }
}

function workerFailed(reason: string): OnnxRuntimeBackendError {
  return new OnnxRuntimeBackendError({
    code: 'ONNXRUNTIME_WORKER_FAILED',
    message: `The worker thread of the onnxruntime backend cannot be used: ${reason}`,
    hint: 'the option worker: false runs everything in the main thread',
  });
}
