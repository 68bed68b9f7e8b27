import type { ProgressEvent } from '@skill-neurons/core';
import stringWidth from 'string-width';
import { paint, wantsColour } from './colours.ts';
import { durationText, Pace } from './pace.ts';

export interface TerminalOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** As asked for on the command line. */
  color?: boolean | undefined;
}

/** Milliseconds between two updates of a line that is written over, and between two lines in a file. */
const pauses = { live: 100, lines: 10_000 };

/** Where a command's words go: results to stdout, everything else to stderr. */
export class Terminal {
  private readonly options: TerminalOptions;
  /** Whether a line can be written over. */
  readonly live: boolean;
  private readonly pace = new Pace();
  /** Columns that the status line takes; 0 where none is shown. */
  private shown = 0;
  /** What is done at once needs no line. */
  private lastUpdate = performance.now();

  constructor(options: TerminalOptions) {
    this.options = options;
    this.live = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** Whether results may have colours. */
  get colours(): boolean {
    return !this.options.json && wantsColour(process.stdout, this.options.color);
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

  /** A warning is shown even with --quiet. */
  alert(text: string): void {
    this.clearLine();
    process.stderr.write(`${wantsColour(process.stderr, this.options.color) ? paint(text, 'yellow') : text}\n`);
  }

  /** A line that is written over; where stderr is a file or pipe, one line every ten seconds. */
  readonly progress = (event: ProgressEvent): void => {
    if (this.options.quiet) return;
    const now = performance.now();
    const rate = this.pace.rate(event.label, event.done, now / 1000);
    const finished = event.total !== undefined && event.done >= event.total;
    if (now - this.lastUpdate < (this.live ? pauses.live : pauses.lines) && !(finished && this.live)) return;
    this.lastUpdate = now;
    this.status(describeProgress(event, rate));
  };

  /** Replaces the current status line. */
  status(text: string): void {
    if (this.options.quiet) return;
    if (!this.live) {
      process.stderr.write(`${text}\n`);
      return;
    }
    const line = cutTo(text, process.stderr.columns - 1);
    process.stderr.write(`${this.erasure()}${line}`);
    this.shown = stringWidth(line);
  }

  clearLine(): void {
    process.stderr.write(this.erasure());
    this.shown = 0;
  }

  /** What erases the status line, also where the terminal has become so narrow that it takes several. */
  private erasure(): string {
    if (this.shown === 0) return '';
    const above = Math.ceil(this.shown / process.stderr.columns) - 1;
    return `${above > 0 ? `\x1b[${above}A` : ''}\r\x1b[J`;
  }
}

/** `tune films 20/60 loss 0.312, 12.5/s, 3.2 s left`: how far it is, its latest figures, and with a rate how long it takes. */
export function describeProgress({ label, done, total, unit, metrics = {} }: ProgressEvent, rate?: number): string {
  const amount = unit === 'bytes' ? describeBytes : String;
  const share = total === undefined ? amount(done) : `${amount(done)}/${amount(total)}`;
  const figures = Object.entries(metrics).map(([name, value]) => ` ${name} ${Number.isFinite(value) ? value.toFixed(3) : '-'}`);
  const speed = rate === undefined ? '' : `, ${unit === 'bytes' ? describeBytes(Math.round(rate)) : rate.toFixed(rate < 10 ? 1 : 0)}/s`;
  const left = rate === undefined || total === undefined || done >= total ? '' : `, ${durationText((total - done) / rate)} left`;
  return `${label} ${share}${figures.join('')}${speed}${left}`;
}

/** The beginning of a text that takes so many columns. */
function cutTo(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let [cut, width] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns) break;
    cut += segment;
  }
  return cut;
}

/** Bytes for people: 12 B, 3.4 kB, 1.3 GB. */
export function describeBytes(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}
