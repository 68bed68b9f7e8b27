import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { z } from 'zod';
import { codeVersion, makeJob, type Job, type JobKind, type JobParameters } from './job.ts';
import type { LocatedStudy } from './locations.ts';
import type { Plan } from './plan.ts';
import { studySchema } from './study-schema.ts';
import { simulationSchema, type Simulation } from './workloads/simulated-workload.ts';

const backends = ['auto', 'tensorflow', 'onnxruntime', 'wasm', 'cpu'] as const satisfies readonly LocatedStudy['backend'][];
const precisions = ['float32', 'float16'] as const satisfies readonly NonNullable<LocatedStudy['precision']>[];
const places = z.record(z.string(), z.string());

const planFileSchema = z.strictObject({
  schema: z.literal('skill-neurons/plan@1'),
  study: studySchema,
  models: places,
  tasks: places,
  dataFolder: z.string().optional(),
  backend: z.enum(backends),
  device: z.string().optional(),
  precision: z.enum(precisions).optional(),
  /** Set when the jobs are only pretended. */
  simulation: simulationSchema.optional(),
  /** What jobs have in common, each once; a job names its own by position. */
  identities: z.array(z.unknown()),
  jobs: z.array(
    z.strictObject({
      key: z.string(),
      kind: z.enum(Object.keys(codeVersion) as [JobKind, ...JobKind[]]),
      label: z.string(),
      parameters: z.unknown(),
      identity: z.number().int(),
      /** Positions of earlier jobs by name. */
      inputs: z.record(z.string(), z.number().int()),
    }),
  ),
});

const maxBytes = 1 << 29;

/** A plan with all that a process on any machine of a shared file system needs to run its jobs. */
export interface StoredPlan {
  /** sha256 of the file: its name in the store. */
  digest: string;
  located: Omit<LocatedStudy, 'store' | 'threads'>;
  simulation?: Simulation | undefined;
  plan: Plan;
}

export function planPath(store: string, digest: string): string {
  return join(store, 'plans', `${digest}.json`);
}

/** Writes a plan into the store under its digest. Nothing is written when it is there already. */
export async function writePlan(store: string, { plan, located, simulation }: Omit<StoredPlan, 'digest'>): Promise<StoredPlan> {
  const { study, models, tasks, dataFolder, backend, device, precision } = located;
  // JSON leaves out what is undefined.
  const common = { study, models, tasks, dataFolder, backend, device, ...(precision === undefined ? {} : { precision }) };
  const positions = new Map(plan.jobs.map(({ key }, i) => [key, i]));
  const identities: unknown[] = [];
  const known = new Map<string, number>();
  const byReference = new Map<unknown, number>();
  const intern = (identity: unknown): number => {
    const seen = byReference.get(identity);
    if (seen !== undefined) return seen;
    const text = JSON.stringify(identity);
    if (!known.has(text)) known.set(text, identities.push(identity) - 1);
    const position = known.get(text)!;
    byReference.set(identity, position);
    return position;
  };
  const jobs = plan.jobs.map(({ key, kind, label, parameters, identity, inputs }) => ({
    key, kind, label, parameters,
    identity: intern(identity),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, positions.get(input)!])),
  }));
  const text = JSON.stringify({ schema: 'skill-neurons/plan@1', ...common, simulation, identities, jobs });
  const digest = createHash('sha256').update(text).digest('hex');
  const path = planPath(store, digest);
  if (!existsSync(path)) await writeFileAtomic(path, text);
  return { digest, located: common, simulation, plan };
}

/** Reads a plan of the store. @throws FILE_READ, PLAN_DAMAGED */
export async function readPlan(store: string, digest: string): Promise<StoredPlan> {
  const path = planPath(store, digest);
  if (!/^[0-9a-f]{64}$/.test(digest)) throw damaged(path, 'its name is no sha256');
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size > maxBytes) throw damaged(path, `it has ${size} bytes`);
  const text = await readTextFile(path, 'plan');
  if (createHash('sha256').update(text).digest('hex') !== digest) throw damaged(path, 'its content is not what was written');
  const parsed = planFileSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw damaged(path, parsed.error.issues[0]!.message);
  const { simulation, identities, jobs: stored, study, models, tasks, dataFolder, backend, device, precision } = parsed.data;
  const located = { study, models, tasks, dataFolder, backend, device, ...(precision === undefined ? {} : { precision }) };
  const jobs: Job[] = [];
  for (const { key, label, parameters, identity, inputs } of stored) {
    const named = Object.entries(inputs).map(([name, position]) => [name, jobs[position]?.key ?? ''] as const);
    const job = makeJob(label, parameters as JobParameters, identities[identity], Object.fromEntries(named));
    // The key covers parameters, identity and inputs: what differs was written by another version.
    if (job.key !== key) throw damaged(path, `${label} was planned by another version`);
    jobs.push(job);
  }
  return { digest, located, simulation, plan: { jobs } };
}

function damaged(where: string, reason: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PLAN_DAMAGED', message: `this plan cannot be used: ${reason}`, where, hint: 'run the study file again: finished jobs are kept', kind: 'environment' });
}
