import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { z } from 'zod';
import type { Run } from '../run-folder.ts';
import type { QueuePlace } from './array-layout.ts';
import type { QueuedTask } from './slurm-commands.ts';

const submissionsSchema = z.array(
  z.object({
    /** The cluster's id of the array. */
    id: z.string().regex(/^\d+$/),
    kind: z.string(),
    dependency: z.string().nullable(),
    tasks: z.array(z.object({ index: z.number().int().min(0), key: z.string() })),
  }),
);
/** An entry of the record of what was sent to the cluster. */
export type Submission = z.infer<typeof submissionsSchema>[number];

/** Where a run keeps what belongs to the cluster. */
export const slurmFolder = (run: Pick<Run, 'folder'>) => join(run.folder, 'slurm');
const fileOf = (run: Pick<Run, 'folder'>) => join(slurmFolder(run), 'submissions.json');

/** Everything that was sent to the cluster for a run, oldest first. @throws RUN_INVALID */
export async function readSubmissions(run: Pick<Run, 'folder'>): Promise<Submission[]> {
  if (!existsSync(fileOf(run))) return [];
  const parsed = submissionsSchema.safeParse(await readJsonFile(fileOf(run), 'record of submissions'));
  if (parsed.success) return parsed.data;
  throw new SkillNeuronsError({ code: 'RUN_INVALID', message: parsed.error.issues[0]!.message, where: fileOf(run), hint: 'delete the file if nothing of this run is queued' });
}

export async function writeSubmissions(run: Pick<Run, 'folder'>, submissions: readonly Submission[]): Promise<void> {
  await writeFileAtomic(fileOf(run), `${JSON.stringify(submissions)}\n`);
}

const waitingStates = new Set(['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_HOLD', 'REQUEUE_FED', 'SPECIAL_EXIT', 'RESIZING']);
const runningStates = new Set(['RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED', 'SIGNALING', 'STAGE_OUT', 'PREEMPTED']);

/** What Slurm says of a task, in three words; what it has forgotten has ended. */
export function phaseOf(state: string): 'queued' | 'running' | 'ended' {
  if (waitingStates.has(state)) return 'queued';
  return runningStates.has(state) ? 'running' : 'ended';
}

/** The latest place of every job that was submitted, with what Slurm says of it. */
export function placesOf(submissions: readonly Submission[], queue: readonly QueuedTask[]): Map<string, QueuePlace & { task: QueuedTask | null }> {
  const states = new Map(queue.map((task) => [task.id, task]));
  const places = new Map<string, QueuePlace & { task: QueuedTask | null }>();
  for (const { id, tasks } of submissions) for (const { index, key } of tasks) places.set(key, { array: id, index, task: states.get(`${id}_${index}`) ?? null });
  return places;
}
