import type { FeedValues, Shape } from '../graph/types.ts';

/** An input or output of a model, as ONNX Runtime wants it described. */
export interface ValueSpec {
  name: string;
  type: string;
  dims: Shape;
}

/** What a {@link SessionHost} can be asked to do. Those with a reply: load, run, read and close. */
export type HostRequest =
  | { kind: 'load'; session: number; model: Uint8Array<ArrayBuffer>; options: object; inputs: readonly ValueSpec[]; outputs: readonly ValueSpec[] }
  /** One feed per input: the id of values the host keeps, or values. One new id per output. */
  | { kind: 'run'; session: number; feeds: readonly (number | FeedValues)[]; results: readonly number[] }
  | { kind: 'read'; value: number }
  | { kind: 'put'; value: number; values: FeedValues }
  | { kind: 'free'; values: readonly number[] }
  | { kind: 'unload'; session: number }
  /** The last request. */
  | { kind: 'close' };

export interface HostReply {
  /** Milliseconds it took the host. */
  ms: number;
  /** What was read. */
  values?: FeedValues;
  error?: string;
  /** Which output came with another shape than declared; `error` tells the shape. */
  wrongOutput?: number;
}
