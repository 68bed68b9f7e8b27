import type { ProgressEvent } from '@skill-neurons/core';

export interface TerminalOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
}

/** Where a command's words go: results to stdout, everything else to stderr. */
export class Terminal {
  private readonly options: TerminalOptions;
  private readonly live: boolean;
  private lineShown = false;
  private lastUpdate = 0;

  constructor(options: TerminalOptions) {
    this.options = options;
    this.live = process.stderr.isTTY === true;
  }

  /** The command's result: JSON with --json, else the given text. */
  result(value: unknown, text: string): void {
    this.clearLine();
    process.stdout.write(this.options.json ? `${JSON.stringify(value, null, 2)}\n` : text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A line for people, on stderr. */
  note(text: string): void {
    if (this.options.quiet) return;
    this.clearLine();
    process.stderr.write(`${text}\n`);
  }

  /** A line that only --verbose shows. */
  detail(text: string): void {
    if (this.options.verbose) this.note(text);
  }

  /** A warning or error is shown even with --quiet. */
  alert(text: string): void {
    this.clearLine();
    process.stderr.write(`${text}\n`);
  }

  /** A line that is written over; where stderr is a file or pipe, one line every ten seconds. */
  readonly progress = (event: ProgressEvent): void => {
    if (this.options.quiet) return;
    const now = performance.now();
    const finished = event.total !== undefined && event.done >= event.total;
    if (now - this.lastUpdate < (this.live ? 100 : 10_000) && !(finished && this.live)) return;
    this.lastUpdate = now;
    this.status(describeProgress(event));
  };

  /** Replaces the current status line. */
  status(text: string): void {
    if (this.options.quiet) return;
    if (!this.live) {
      process.stderr.write(`${text}\n`);
      return;
    }
    const width = process.stderr.columns ?? 80;
    process.stderr.write(`\r\x1b[2K${text.slice(0, width - 1)}`);
    this.lineShown = true;
  }

  clearLine(): void {
    if (!this.lineShown) return;
    process.stderr.write('\r\x1b[2K');
    this.lineShown = false;
  }
}

export function describeProgress({ label, done, total, unit, metrics = {} }: ProgressEvent): string {
  const amount = unit === 'bytes' ? describeBytes : String;
  const share = total === undefined ? amount(done) : `${amount(done)}/${amount(total)}`;
  const figures = Object.entries(metrics).map(([name, value]) => ` ${name} ${Number.isFinite(value) ? value.toFixed(3) : '-'}`);
  return `${label} ${share}${figures.join('')}`;
}

/** Bytes for people: 12 B, 3.4 kB, 1.3 GB. */
export function describeBytes(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}
