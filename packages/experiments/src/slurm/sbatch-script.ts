import type { JobArray } from './array-layout.ts';
import type { ResolvedResources } from './slurm-settings.ts';

export interface ScriptOptions {
  array: JobArray;
  resources: ResolvedResources;
  /** Folder that the tasks' output goes to, as `%A_%a.out`. */
  logs: string;
  /** Argument of `--dependency`, if any. */
  dependency: string | null;
  /** Program and arguments that run the task whose index is appended. */
  command: readonly string[];
}

/** Most seconds before the time limit at which a job is told: half of its time. */
const latestShare = 0.5;

/** The batch script of one array: options of sbatch, the user's setup lines, and the job in place of the shell, so that it gets its signals. */
export function sbatchScript({ array, resources, logs, dependency, command }: ScriptOptions): string {
  const { timeout_min, cpus_per_task, gpus_per_node, mem_gb, partition, qos, account, constraint, array_parallelism, signal_delay_s, setup, additional_parameters } = resources;
  const delay = Math.floor(Math.min(signal_delay_s, timeout_min * 60 * latestShare));
  const options: Record<string, string | number | boolean | undefined> = {
    'job-name': `skill-neurons-${array.kind}`,
    array: `${indexRanges(array.tasks.map(({ index }) => index))}%${array_parallelism}`,
    // A percent sign of the folder's own is no replacement symbol.
    output: `${logs.replaceAll('%', '%%')}/%A_%a.out`,
    'open-mode': 'append',
    requeue: true,
    signal: `B:USR1@${delay}`,
    'kill-on-invalid-dep': 'yes',
    dependency: dependency ?? undefined,
    time: timeout_min,
    'cpus-per-task': cpus_per_task,
    'gpus-per-node': gpus_per_node,
    mem: mem_gb === undefined ? undefined : `${Math.ceil(mem_gb * 1024)}M`,
    partition, qos, account, constraint,
    ...additional_parameters,
  };
  const lines = Object.entries(options).flatMap(([name, value]) => (value === undefined || value === false ? [] : [`#SBATCH --${name}${value === true ? '' : `=${directiveValue(String(value))}`}`]));
  return ['#!/bin/bash', ...lines, ...setup, `exec ${command.map(shellQuote).join(' ')} "$SLURM_ARRAY_TASK_ID"`, ''].join('\n');
}

/** sbatch takes a directive apart at its spaces, unless they stand in double quotes. What is quoted already stays so. */
function directiveValue(text: string): string {
  return /^(?:[^\s"'\\#]+|"[^"]*"|'[^']*')$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}

/** `0-3,7,9-10` */
export function indexRanges(indices: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/** The argument of `--dependency`. @param idOf the cluster's id of an array that was submitted before */
export function dependencyOf({ dependency }: JobArray, idOf: (array: string) => string): string | null {
  switch (dependency.type) {
    case 'none':
      return null;
    case 'aftercorr':
      return `aftercorr:${idOf(dependency.array)}`;
    case 'afterok':
      return `afterok:${dependency.places.map(({ array, index }) => (index < 0 ? idOf(array) : `${idOf(array)}_${index}`)).join(':')}`;
  }
}

/** A word for a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
