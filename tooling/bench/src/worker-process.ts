import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Answer, Command } from './protocol.ts';

/** How much of a worker's error output is kept for the message when it dies. */
const keptErrorOutput = 4000;

/** A worker process that answers one JSON line per JSON line. */
export class WorkerProcess<Asked = Command, Answered = Answer> {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly lines: Interface;
  private readonly ended: Promise<string>;
  private errorOutput = '';

  constructor([program, ...args]: readonly [string, ...string[]]) {
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.lines = createInterface({ input: this.child.stdout });
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-keptErrorOutput);
    });
    // Writing to a process that has ended is no news: its end is.
    this.child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('close', (code, signal) => resolve(this.lastError() ?? `it ended with ${signal ?? `code ${code}`}`));
    });
  }

  /** @throws when the worker ends or is silent for longer than `timeoutSeconds` (it is then stopped). */
  async ask(command: Asked, timeoutSeconds: number): Promise<Answered> {
    let timer: NodeJS.Timeout | undefined;
    let onLine: ((line: string) => void) | undefined;
    try {
      return await new Promise<Answered>((resolve, reject) => {
        onLine = (line) => resolve(JSON.parse(line) as Answered);
        this.lines.once('line', onLine);
        timer = setTimeout(() => {
          this.child.kill('SIGKILL');
          reject(new Error(`no answer within ${timeoutSeconds} s`));
        }, timeoutSeconds * 1000);
        void this.ended.then((reason) => reject(new Error(reason)));
        this.child.stdin.write(`${JSON.stringify(command)}\n`);
      });
    } finally {
      clearTimeout(timer);
      if (onLine) this.lines.off('line', onLine);
    }
  }

  /** Lets the worker go and waits until its memory is free. */
  async end(): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.ended;
    clearTimeout(timer);
  }

  /** The last line of a Python traceback, the message line of a Node.js error. */
  private lastError(): string | undefined {
    const lines = this.errorOutput.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    return lines.find((line) => /^[\w.]*Error\b.*:/.test(line)) ?? lines.at(-1);
  }
}
