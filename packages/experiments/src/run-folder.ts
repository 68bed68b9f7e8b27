import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { readJsonFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { stringify } from 'yaml';
import { z } from 'zod';
import { executorNames } from './executors/executors.ts';
import { processIdentitySchema } from './store/process-identity.ts';
import type { Study } from './study-schema.ts';

const runFile = 'run.json';

const runRecordSchema = z.object({
  schema: z.literal('skill-neurons/run@1'),
  /** Digest of the plan in the store. */
  plan: z.string(),
  /** Folder of the store, relative to the run where it lies in it. */
  store: z.string(),
  /** What makes the run again. */
  command: z.string(),
  executor: z.enum([...executorNames, 'slurm']),
  workers: z.number().int().min(0),
  threads: z.number().int().positive().optional(),
  /** The process that drives the run, or drove it last. */
  driver: processIdentitySchema.optional(),
});
/** What run.json holds. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** A run that was begun: its folder, its store and how it is carried out. */
export interface Run {
  folder: string;
  store: string;
  record: RunRecord;
}

/**
 * Writes what `status`, `wait`, `retry` and the others need to know of a run: `run.json`, the study as it was resolved
 * (`study.yaml`), and the run's name in the store, which protects its results from `gc`.
 */
export async function writeRun(folder: string, store: string, study: Study, record: Omit<RunRecord, 'schema' | 'store'>): Promise<Run> {
  const within = relative(folder, store);
  const inside = within !== '' && !within.startsWith(`..${sep}`) && within !== '..' && !isAbsolute(within);
  const whole: RunRecord = { schema: 'skill-neurons/run@1', ...record, store: inside ? within : store };
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, 'study.yaml'), `# The study as it was run, with every default and override.\n${stringify(study, { lineWidth: 120 })}`);
  await writeFileAtomic(join(folder, runFile), `${JSON.stringify(whole, null, 2)}\n`);
  await writeFileAtomic(registrationPath(store, folder), `${JSON.stringify({ folder: inside ? relative(store, folder) : folder })}\n`);
  return { folder, store, record: whole };
}

/** The run of a folder, or of its run.json. @throws RUN_NOT_FOUND, RUN_INVALID */
export async function readRun(path: string): Promise<Run> {
  const folder = resolve(path);
  const file = join(folder, runFile);
  if (!existsSync(file)) throw new SkillNeuronsError({ code: 'RUN_NOT_FOUND', message: 'no run was begun in this folder', where: folder, hint: 'give the --out folder of `skill-neurons run`' });
  const parsed = runRecordSchema.safeParse(await readJsonFile(file, 'run record'));
  if (!parsed.success) throw new SkillNeuronsError({ code: 'RUN_INVALID', message: parsed.error.issues[0]!.message, where: file, hint: 'run the study again: finished jobs are kept' });
  return { folder, store: resolve(folder, parsed.data.store), record: parsed.data };
}

/** Notes that this process drives the run from now on. */
export async function takeRun({ folder, store, record }: Run, driver: RunRecord['driver']): Promise<Run> {
  const taken: RunRecord = { ...record, driver };
  await writeFileAtomic(join(folder, runFile), `${JSON.stringify(taken, null, 2)}\n`);
  return { folder, store, record: taken };
}

function registrationPath(store: string, folder: string): string {
  return join(store, 'runs', `${createHash('sha256').update(relative(store, folder)).digest('hex').slice(0, 16)}.json`);
}
