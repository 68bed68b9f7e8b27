import type { Command } from './protocol.ts';
import { workerCommand, type System } from './systems.ts';
import { WorkerProcess } from './worker-process.ts';

type Product = readonly [number, number, number];

/** A square product, and those of a feed-forward layer of the base models on about 2,000 rows. */
const shapes: readonly Product[] = [[2048, 2048, 2048], [2048, 768, 3072], [2048, 3072, 768]];
const quickShapes: readonly Product[] = [[256, 256, 256]];
const repeats = 4;

/** This machine's best float32 matrix product: the faster of ONNX Runtime and, where it is there, PyTorch. */
export class Peaks {
  /** All that was measured, in GFLOP/s, by number of threads. */
  readonly rounds = new Map<number, number[]>();
  private readonly workers = new Map<number, WorkerProcess[]>();

  constructor(private readonly options: { python: string; quick: boolean; timeoutSeconds: number }) {}

  /** GFLOP/s now, with so many threads. */
  async measure(threads: number): Promise<number> {
    let best = 0;
    for (const worker of await this.workersWith(threads)) {
      const answer = await worker.ask({ do: 'run' }, this.options.timeoutSeconds);
      if (answer.status === 'ran' && 'gflops' in answer) best = Math.max(best, answer.gflops);
    }
    this.rounds.set(threads, [...(this.rounds.get(threads) ?? []), best]);
    return best;
  }

  async end(): Promise<void> {
    for (const workers of this.workers.values()) await Promise.all(workers.map((worker) => worker.end()));
  }

  private async workersWith(threads: number): Promise<WorkerProcess[]> {
    const known = this.workers.get(threads);
    if (known) return known;
    const started: WorkerProcess[] = [];
    for (const kind of ['onnxruntime', 'torch'] as const satisfies readonly System['kind'][]) {
      const worker = new WorkerProcess(workerCommand(kind, this.options.python));
      const command: Command = { do: 'load', system: kind, threads, case: 'peak', shapes: this.options.quick ? quickShapes : shapes, repeats, ...(kind === 'onnxruntime' && { backend: kind }) };
      const ready = await worker.ask(command, this.options.timeoutSeconds).catch(() => undefined);
      if (ready?.status === 'ready') started.push(worker);
      else await worker.end();
    }
    this.workers.set(threads, started);
    return started;
  }
}
