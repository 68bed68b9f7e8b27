/** @import { HostReply, HostRequest } from './messages.ts' */
/** @import { FeedValues } from '../graph/types.ts' */
/** @import { NativeModule } from '../native.ts' */

// The worker thread: a SessionHost behind a message port.
import { createRequire } from 'node:module';
import { MessageChannel, workerData } from 'node:worker_threads';
import { SessionHost } from './session-host.js';

const { port, signals, bindingPath } =
  /** @type {{ port: import('node:worker_threads').MessagePort, signals: Int32Array<SharedArrayBuffer>, bindingPath: string }} */ (workerData);
const { port1: nowhere } = new MessageChannel();
nowhere.close();
// However the thread ends by itself: a backend that is blocked hears of it only so.
process.on('exit', () => {
  Atomics.store(signals, 1, 2);
  wake();
});
const host = openHost();
Atomics.store(signals, 1, 1);

port.on('message', (/** @type {HostRequest} */ request) => {
  const reply = typeof host === 'string' ? refuse(request, host) : host.handle(request);
  if (reply !== undefined) answer(reply);
  // Nothing else keeps this thread alive.
  if (request.kind === 'close') port.close();
});

/** The host, or why there is none. */
function openHost() {
  try {
    const { binding, initOrt } = /** @type {NativeModule} */ (createRequire(import.meta.url)(bindingPath));
    initOrt();
    return new SessionHost(binding.InferenceSession, discard);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Frees memory at once, where the garbage collector of a thread with a small heap would let it lie: what is sent to a
 * closed port is gone.
 * @param {FeedValues} values
 */
function discard({ buffer }) {
  nowhere.postMessage(null, [/** @type {ArrayBuffer} */ (buffer)]);
}

/**
 * @param {HostRequest} request
 * @param {string} error
 */
function refuse({ kind }, error) {
  if (kind === 'close') return { ms: 0 };
  return kind === 'load' || kind === 'run' || kind === 'read' ? { ms: 0, error } : undefined;
}

/** @param {HostReply} reply */
function answer(reply) {
  if (reply.values === undefined) {
    port.postMessage(reply);
  } else {
    // The host keeps its values: others get a copy, which then moves without another one.
    const values = reply.values.slice();
    port.postMessage({ ...reply, values }, [values.buffer]);
  }
  wake();
}

/** Wakes the backend where it waits without an event loop. */
function wake() {
  Atomics.add(signals, 0, 1);
  Atomics.notify(signals, 0);
}
