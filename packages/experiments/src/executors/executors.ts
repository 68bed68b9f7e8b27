import type { OpenRunners } from './executor.ts';

/** Where the jobs of a run can be carried out from this process, by name. Each is loaded when it is used: commands list them. */
export const executors = {
  inline: async () => (await import('./inline-runner.ts')).inlineRunners,
  local: async () => (await import('./local-runner.ts')).localRunners,
} satisfies Record<string, () => Promise<OpenRunners>>;

/** The executors that run jobs on this machine. */
export type ExecutorName = keyof typeof executors;

export const executorNames = Object.keys(executors) as readonly ExecutorName[];

/** Where jobs run when nobody says it. */
export const defaultExecutor = (workers: number): ExecutorName => (workers > 0 ? 'local' : 'inline');
