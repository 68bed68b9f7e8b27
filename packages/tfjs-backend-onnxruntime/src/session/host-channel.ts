import { loadOnnxRuntime } from '../native.ts';
import type { HostReply, HostRequest } from './messages.ts';
import { SessionHost } from './session-host.js';

export type OnReply = (reply: HostReply) => void;

/** The way to a {@link SessionHost}. It handles requests in the order in which they are made. */
export interface HostChannel {
  /** Makes a request that has no reply; the buffers in `transfer` move to the host. */
  post(request: HostRequest, transfer?: readonly ArrayBuffer[]): void;
  /** Makes a request; `onReply` is called with its reply, at the latest in {@link wait}. It must not throw. */
  request(request: HostRequest, onReply: OnReply): void;
  /** Blocks until every request has its reply. */
  wait(): void;
  dispose(): void;
}

/** A host in this thread: replies come at once, values are not copied. */
export class LocalChannel implements HostChannel {
  private readonly host = new SessionHost(loadOnnxRuntime(), () => undefined);

  post(request: HostRequest): void {
    this.host.handle(request);
  }

  request(request: HostRequest, onReply: OnReply): void {
    onReply(this.host.handle(request)!);
  }

  wait(): void {
    // Nothing is ever under way.
  }

  dispose(): void {
    this.host.dispose();
  }
}
