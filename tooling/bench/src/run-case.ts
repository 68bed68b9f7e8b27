import type { ModelCase } from './cases.ts';
import { compareAnswers, type Agreement } from './agreement.ts';
import type { Peaks } from './peaks.ts';
import type { Checked, Command, Ran } from './protocol.ts';
import { rotated } from './spread.ts';
import { backendOf, workerCommand, type System } from './systems.ts';
import { WorkerProcess } from './worker-process.ts';

export interface CaseOptions {
  modelCase: ModelCase;
  /** What `prepareModel` wrote. */
  folder: string;
  /** The first is the one that the others are compared with. */
  systems: readonly System[];
  rounds: number;
  python: string;
  timeoutSeconds: number;
  peaks: Peaks;
  onProgress: (text: string) => void;
}

/** What became of one system in one case. */
export type SystemResult = { system: System } & (
  | { status: 'absent' | 'failed'; reason: string }
  | {
    status: 'measured';
    version: string;
    /** One per round. */
    ms: number[];
    /** GFLOP/s of the best matrix product with the same threads, one per round. */
    peak: number[];
    /** Examples of one run. */
    examples: number;
    firstMs: number;
    compiled?: { sessions: number; ms: number };
    peakRss: number;
    importRss: number;
    /** With the first system; undefined for that one. */
    agreement?: Agreement;
  }
);

type Running = { worker: WorkerProcess; result: Extract<SystemResult, { status: 'measured' }> };

/** Starts one process per system, checks that they compute the same, warms them up and times them in turn, one at a time. */
export async function runCase(options: CaseOptions): Promise<SystemResult[]> {
  const { systems, rounds, peaks, timeoutSeconds, onProgress } = options;
  const results = new Map<System, SystemResult>();
  const running = new Map<System, Running>();
  let reference: Checked['values'] | undefined;
  const giveUp = async (system: System, error: unknown) => {
    results.set(system, { system, status: 'failed', reason: error instanceof Error ? error.message : String(error) });
    await running.get(system)?.worker.end();
    running.delete(system);
  };
  try {
    for (const system of systems) {
      onProgress(`${system.name}: load, check, warm up`);
      try {
        const started = await start(system, options);
        if ('status' in started) {
          results.set(system, started);
          continue;
        }
        running.set(system, started);
        const { values } = (await started.worker.ask({ do: 'check' }, timeoutSeconds)) as Checked;
        if (reference) started.result.agreement = compareAnswers(reference, values);
        else reference = values;
        const first = (await started.worker.ask({ do: 'run' }, timeoutSeconds)) as Ran;
        started.result.firstMs = first.ms;
        if (first.compiled) started.result.compiled = first.compiled;
      } catch (error) {
        await giveUp(system, error);
      }
    }
    for (let round = 0; round < rounds; round++) {
      const peak = new Map<number, number>();
      for (const threads of new Set([...running.keys()].map((system) => system.threads))) peak.set(threads, await peaks.measure(threads));
      for (const [system, { worker, result }] of rotated([...running], round)) {
        try {
          const { ms, examples, peakRss } = (await worker.ask({ do: 'run' }, timeoutSeconds)) as Ran;
          result.ms.push(ms);
          result.peak.push(peak.get(system.threads)!);
          Object.assign(result, { examples, peakRss });
          onProgress(`round ${round + 1} of ${rounds}: ${system.name} ${ms.toFixed(0)} ms`);
        } catch (error) {
          await giveUp(system, error);
        }
      }
    }
  } finally {
    for (const { worker } of running.values()) await worker.end();
  }
  return systems.map((system) => results.get(system) ?? running.get(system)!.result);
}

async function start(system: System, { modelCase, folder, python, timeoutSeconds }: CaseOptions): Promise<Running | SystemResult> {
  const worker = new WorkerProcess(workerCommand(system.kind, python));
  const backend = backendOf(system);
  const command: Command = { do: 'load', system: system.kind, threads: system.threads, case: modelCase, folder, ...(backend && { backend }) };
  try {
    const answer = await worker.ask(command, timeoutSeconds);
    if (answer.status === 'ready') {
      const { version, importRss } = answer;
      return { worker, result: { system, status: 'measured', version, importRss, ms: [], peak: [], examples: 0, firstMs: NaN, peakRss: NaN } };
    }
    await worker.end();
    return { system, status: 'absent', reason: answer.status === 'absent' ? answer.reason : 'it does not answer' };
  } catch (error) {
    await worker.end();
    const missing = (error as Error).message.includes('ENOENT');
    return { system, status: missing ? 'absent' : 'failed', reason: (error as Error).message };
  }
}
