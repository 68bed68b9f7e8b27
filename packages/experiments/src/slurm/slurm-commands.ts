import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SkillNeuronsError } from '@skill-neurons/core';

const execute = promisify(execFile);

export interface QueuedTask {
  /** `<array>_<index>` */
  id: string;
  /** Slurm's word, e.g. PENDING, RUNNING, COMPLETED, FAILED. */
  state: string;
  reason: string;
}

/** Slurm's own programs, found on PATH; slurmdbd and sacct are not needed. */
async function slurm(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await execute(program, [...args], { maxBuffer: 1 << 28, env: process.env })).stdout;
  } catch (cause) {
    const { code, stderr } = cause as { code?: unknown; stderr?: string };
    const missing = code === 'ENOENT';
    throw new SkillNeuronsError({
      code: missing ? 'SLURM_MISSING' : 'SLURM_REFUSED',
      message: missing ? 'the program is not there' : (stderr ?? String(cause)).trim().split('\n').slice(0, 3).join(' '),
      where: program,
      hint: missing ? 'run this where the cluster’s sbatch, squeue, scontrol and scancel are' : 'check partition, account, time and memory in the slurm settings of the study; what was submitted before stays queued',
      kind: 'environment',
      cause,
    });
  }
}

/** Submits a script and returns the id of its array. */
export async function submitScript(path: string): Promise<string> {
  const [id = ''] = (await slurm('sbatch', ['--parsable', path])).trim().split(';');
  return id;
}

/** States of the tasks of some arrays, also of those that ended as long as Slurm remembers them. */
export async function queueOf(arrays: readonly string[]): Promise<QueuedTask[]> {
  if (arrays.length === 0) return [];
  // All of the user's jobs: asking for an array that Slurm has forgotten would be an error.
  const text = await slurm('squeue', ['--noheader', '--array', '--states=all', '--me', '--format=%F|%K|%T|%r']);
  const wanted = new Set(arrays);
  return text.split('\n').flatMap((line) => {
    const [array = '', index = '', state = '', reason = ''] = line.trim().split('|');
    return wanted.has(array) ? [{ id: `${array}_${index}`, state, reason }] : [];
  });
}

/** The cluster's MaxArraySize. */
export async function askMaxArraySize(): Promise<number> {
  const found = /^MaxArraySize\s*=\s*(\d+)/m.exec(await slurm('scontrol', ['show', 'config']));
  return found ? Number(found[1]) : 1001;
}

/** Takes job arrays off the queue. */
export async function cancelArrays(arrays: readonly string[]): Promise<void> {
  if (arrays.length > 0) await slurm('scancel', arrays);
}

export async function requeue(task: string): Promise<void> {
  await slurm('scontrol', ['requeue', task]);
}
