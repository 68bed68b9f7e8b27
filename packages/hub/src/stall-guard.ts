/** Aborts a request when nothing happens for a while, or when the caller's signal fires. */
export class StallGuard {
  /** True once the time ran out. */
  stalled = false;
  private readonly controller = new AbortController();
  private readonly seconds: number;
  private readonly outer: AbortSignal | undefined;
  private readonly onOuterAbort = (): void => this.controller.abort(this.outer?.reason);
  private timer: NodeJS.Timeout | undefined;

  constructor(seconds: number, outer: AbortSignal | undefined) {
    this.seconds = seconds;
    this.outer = outer;
    if (outer?.aborted) this.onOuterAbort();
    outer?.addEventListener('abort', this.onOuterAbort, { once: true });
    this.touch();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something came: the clock starts anew. */
  touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.stalled = true;
      this.controller.abort();
    }, this.seconds * 1000);
  }

  /** Ends the watch and the connection, if it is still open. */
  release(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onOuterAbort);
    this.controller.abort();
  }
}
