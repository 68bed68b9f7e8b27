/** @import { FeedValues } from '../graph/types.ts' */
/** @import { NativeSession, NativeTensor } from '../native.ts' */
/** @import { HostReply, HostRequest, ValueSpec } from './messages.ts' */

import { performance } from 'node:perf_hooks';

// JavaScript, because a worker thread loads this file as it lies, from `src` in tests and from `dist` elsewhere.

/** Errors are thrown; they need not be printed as well. */
const runOptions = { logSeverityLevel: 4 };

/**
 * @typedef {object} LoadedSession
 * @property {NativeSession} native
 * @property {readonly ValueSpec[]} inputs
 * @property {readonly ValueSpec[]} outputs
 * @property {Record<string, null>} fetches
 */

/** Keeps sessions and values by number, and runs sessions: in the thread of the backend, or in a worker. */
export class SessionHost {
  /**
   * @param {new () => NativeSession} Session
   * @param {(values: FeedValues) => void} discard called with values that nobody needs any more
   */
  constructor(Session, discard) {
    this.Session = Session;
    this.discard = discard;
    /** @type {Map<number, LoadedSession>} */
    this.sessions = new Map();
    /** @type {Map<number, FeedValues>} */
    this.values = new Map();
  }

  /**
   * @param {HostRequest} request
   * @returns {HostReply | undefined} undefined where no reply is due
   */
  handle(request) {
    switch (request.kind) {
      case 'put':
        this.values.set(request.value, request.values);
        return undefined;
      case 'free':
        for (const value of request.values) this.free(value);
        return undefined;
      case 'unload':
        this.sessions.get(request.session)?.native.dispose();
        this.sessions.delete(request.session);
        return undefined;
      case 'close':
        this.dispose();
        return { ms: 0 };
      case 'read':
        return { ms: 0, values: this.values.get(request.value) };
      case 'load':
        return timed(() => this.load(request));
      case 'run':
        return timed(() => this.run(request));
    }
  }

  /** @param {number} number */
  free(number) {
    const values = this.values.get(number);
    this.values.delete(number);
    if (values !== undefined) this.discard(values);
  }

  dispose() {
    for (const { native } of this.sessions.values()) native.dispose();
    this.sessions.clear();
    this.values.clear();
  }

  /** @param {Extract<HostRequest, { kind: 'load' }>} request */
  load({ session, model, options, inputs, outputs }) {
    const native = new this.Session();
    native.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
    const fetches = Object.fromEntries(outputs.map(({ name }) => [name, null]));
    this.sessions.set(session, { native, inputs, outputs, fetches });
  }

  /** @param {Extract<HostRequest, { kind: 'run' }>} request */
  run({ session, feeds, results }) {
    const { native, inputs, outputs, fetches } = /** @type {LoadedSession} */ (this.sessions.get(session));
    /** @type {Record<string, NativeTensor>} */
    const named = {};
    inputs.forEach(({ name, type, dims }, i) => {
      const feed = /** @type {number | FeedValues} */ (feeds[i]);
      const data = typeof feed === 'number' ? this.values.get(feed) : feed;
      named[name] = { type, dims, data: /** @type {FeedValues} */ (data), location: 'cpu' };
    });
    const found = native.run(named, fetches, runOptions);
    const values = outputs.map(({ name, dims }, i) => {
      const { dims: foundDims, data } = /** @type {NativeTensor} */ (found[name]);
      // ONNX Runtime does not enforce the declared shapes.
      if (dims.length !== foundDims.length || dims.some((size, axis) => size !== foundDims[axis])) throw new WrongShape(i, foundDims);
      return data;
    });
    values.forEach((data, i) => this.values.set(/** @type {number} */ (results[i]), data));
  }
}

class WrongShape extends Error {
  /**
   * @param {number} output
   * @param {readonly number[]} dims
   */
  constructor(output, dims) {
    super(`[${dims.join()}]`);
    this.output = output;
  }
}

/**
 * @param {() => void} work
 * @returns {HostReply}
 */
function timed(work) {
  const started = performance.now();
  try {
    work();
    return { ms: performance.now() - started };
  } catch (error) {
    const reply = { ms: performance.now() - started, error: error instanceof Error ? error.message : String(error) };
    return error instanceof WrongShape ? { ...reply, wrongOutput: error.output } : reply;
  }
}
