import type { JobEvent } from '@skill-neurons/experiments';
import { durationText, Pace } from './pace.ts';
import { describeProgress, type Terminal } from './terminal.ts';

/** Shows how far a study is: one line per finished job, and a status line for those that run. */
export class StudyProgress {
  private readonly terminal: Terminal;
  private readonly started = new Map<string, number>();
  private readonly running = new Map<string, string>();
  private readonly paces = new Map<string, Pace>();
  private readonly elsewhere = new Set<string>();
  private begin = performance.now();
  private total = 0;
  private reused = 0;
  private finished = 0;
  private lastStatus = 0;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  plan(total: number, done: number): void {
    this.total = total;
    this.reused = done;
    this.begin = performance.now();
    this.terminal.note(done === 0 ? `${total} jobs` : `${total} jobs, ${done} of them done before`);
  }

  event(event: JobEvent): void {
    const { job } = event;
    switch (event.type) {
      case 'reused':
        // A job that was started here, but that another process had just finished.
        if (this.running.delete(job.key)) this.finished++;
        return;
      case 'elsewhere':
        this.running.delete(job.key);
        if (!this.elsewhere.has(job.key)) this.terminal.note(`another process works on ${job.label}: waiting for its result`);
        this.elsewhere.add(job.key);
        return;
      case 'retried':
        this.running.delete(job.key);
        this.terminal.note(`${job.label}: ${event.error.message}; once more`);
        return;
      case 'started':
        this.started.set(job.key, performance.now());
        this.running.set(job.key, job.label);
        this.paces.set(job.key, new Pace());
        break;
      case 'progress':
        this.running.set(job.key, describeProgress(event.progress, this.paces.get(job.key)?.rate(event.progress.label, event.progress.done, performance.now() / 1000)));
        break;
      case 'done': {
        this.running.delete(job.key);
        this.paces.delete(job.key);
        this.finished++;
        const seconds = (performance.now() - this.started.get(job.key)!) / 1000;
        this.terminal.note(`[${this.reused + this.finished}/${this.total}] ${job.label} (${seconds.toFixed(1)} s)${this.remaining()}`);
        return;
      }
      case 'failed':
      case 'skipped':
        this.running.delete(job.key);
    }
    if (!this.terminal.live || performance.now() - this.lastStatus < 100) return;
    this.lastStatus = performance.now();
    this.terminal.status([`${this.reused + this.finished}/${this.total} jobs${this.remaining()}`, ...this.running.values()].join(' | '));
  }

  private remaining(): string {
    const left = this.total - this.reused - this.finished;
    if (left === 0 || this.finished < 4) return '';
    const seconds = ((performance.now() - this.begin) / 1000 / this.finished) * left;
    return `, about ${durationText(seconds)} left`;
  }
}
