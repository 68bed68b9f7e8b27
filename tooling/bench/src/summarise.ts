import { flopsPerExample } from './flops.ts';
import type { ModelCase } from './cases.ts';
import type { BenchModel } from './models.ts';
import type { Workload } from './protocol.ts';
import type { SystemResult } from './run-case.ts';
import { spreadOf, type Spread } from './spread.ts';

/** One system's line in a table of one case. */
export type SystemSummary = { system: string; threads: number } & (
  | { status: 'absent' | 'failed'; reason: string }
  | {
    status: 'measured';
    version: string;
    ms: Spread;
    examplesPerSecond: number;
    /** GFLOP/s of what the answer needs, and its share of the peak in the same round; none for the original, which computes more. */
    gflops?: Spread;
    shareOfPeak?: Spread;
    peakRssBytes: number;
    importRssBytes: number;
    /** What the first run took more than the median, and what the backend compiled by then. */
    firstRunExtraMs: number;
    compiled?: { sessions: number; ms: number };
    /** How many times faster the first system is, paired by round. */
    speedRatio?: Spread;
    /** Peak resident set of the first system as a share of this one's. */
    memoryRatio?: number;
    differences?: Record<string, number>;
    agrees?: boolean;
    rounds: number[];
  }
);

export interface CaseSummary {
  case: ModelCase;
  systems: SystemSummary[];
}

type Measured = Extract<SystemResult, { status: 'measured' }>;

/** Turns the rounds of one case into medians and ratios. */
export function summariseCase(modelCase: ModelCase, model: BenchModel, workload: Pick<Workload, 'batches' | 'columns'>, results: readonly SystemResult[]): CaseSummary {
  const reference = results.find((result) => result.status === 'measured');
  return { case: modelCase, systems: results.map((result) => summariseSystem(modelCase, model, workload, result, reference)) };
}

function summariseSystem(
  modelCase: ModelCase, model: BenchModel, workload: Pick<Workload, 'batches' | 'columns'>, result: SystemResult, reference: Measured | undefined,
): SystemSummary {
  const { name: system, threads, kind } = result.system;
  if (result.status !== 'measured') return { system, threads, status: result.status, reason: result.reason };
  const ms = spreadOf(result.ms);
  const summary: SystemSummary = {
    system, threads, status: 'measured', version: result.version, ms,
    examplesPerSecond: (1000 * result.examples) / ms.median,
    peakRssBytes: result.peakRss, importRssBytes: result.importRss,
    firstRunExtraMs: result.firstMs - ms.median,
    rounds: result.ms,
  };
  if (result.compiled) summary.compiled = result.compiled;
  if (kind !== 'original') {
    const flops = flopsOfRun(modelCase, model, workload);
    summary.gflops = spreadOf(result.ms.map((value) => flops / value / 1e6));
    summary.shareOfPeak = spreadOf(result.ms.map((value, round) => flops / value / 1e6 / result.peak[round]!));
  }
  if (reference && reference !== result) {
    const msPerExample = ({ ms: values, examples }: Measured, round: number) => values[round]! / examples;
    summary.speedRatio = spreadOf(result.ms.map((_, round) => msPerExample(result, round) / msPerExample(reference, round)));
    summary.memoryRatio = reference.peakRss / result.peakRss;
  }
  if (result.agreement) {
    summary.differences = result.agreement.differences;
    summary.agrees = result.agreement.agrees;
  }
  return summary;
}

/** Needed floating-point operations of one run over the sampled batches. */
export function flopsOfRun(modelCase: ModelCase, { config, virtualTokens }: BenchModel, { batches, columns }: Pick<Workload, 'batches' | 'columns'>): number {
  return batches.reduce((sum, { size, length }) => sum + size * flopsPerExample(config, modelCase, { virtualTokens, textLength: length, classes: columns.length }), 0);
}
