import { fileURLToPath } from 'node:url';
import { SkillNeuronsError } from '@skill-neurons/core';
import { backendNames, type BackendName } from '@skill-neurons/runtime';

/** Written in Python: PyTorch as its users make it fast, the same compiled, and the original protocol in PyTorch. */
export const pythonSystems = ['torch', 'torch-compile', 'original'] as const;
export type PythonSystem = (typeof pythonSystems)[number];

/** Something that runs the cases: one of our backends, or a Python program. */
export interface System {
  /** As given, e.g. `onnxruntime/1`. */
  name: string;
  kind: BackendName | PythonSystem;
  threads: number;
}

/** Reads `name` or `name/threads`. @throws BENCH_SYSTEM */
export function parseSystem(text: string, defaultThreads: number): System {
  const [kind, threadsText, ...rest] = text.split('/');
  const threads = threadsText === undefined ? defaultThreads : Number(threadsText);
  const known: readonly string[] = [...backendNames, ...pythonSystems];
  if (rest.length === 0 && known.includes(kind!) && Number.isInteger(threads) && threads >= 1) return { name: text, kind: kind as System['kind'], threads };
  throw new SkillNeuronsError({ code: 'BENCH_SYSTEM', message: `there is no system "${text}"`, hint: `use ${known.join(', ')}, with /THREADS behind where wanted` });
}

export const backendOf = ({ kind }: System): BackendName | undefined => (isPython(kind) ? undefined : kind);

const isPython = (kind: System['kind']): kind is PythonSystem => (pythonSystems as readonly string[]).includes(kind);

/** Program and arguments of a system's worker. */
export function workerCommand(kind: System['kind'], python: string): [string, ...string[]] {
  // Workers run as built files, also when this one runs from its source in a test.
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  return isPython(kind) ? [python, '-B', file('../python/worker.py')] : [process.execPath, file('../dist/worker.js')];
}
