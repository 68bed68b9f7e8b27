import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';

/** Where results come from. */
export interface Machine {
  processor: string;
  /** What matrix products depend on, e.g. avx512f; empty where the system does not tell. */
  vectorExtensions: string[];
  processors: number;
  memoryBytes: number;
  system: string;
  node: string;
  /** Mean number of running processes in the last minute, before the first measurement: 0 is quiet. */
  loadBefore: number;
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    vectorExtensions: vectorExtensions(),
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.versions.node,
    loadBefore: loadavg()[0]!,
  };
}

function vectorExtensions(): string[] {
  try {
    const flags = /^flags\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
    return ['avx2', 'fma', 'avx512f', 'avx512_vnni', 'amx_tile'].filter((flag) => flags.includes(flag));
  } catch {
    return [];
  }
}
