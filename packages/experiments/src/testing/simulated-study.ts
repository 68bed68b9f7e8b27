import { createHash } from 'node:crypto';
import { ArtifactStore } from '../artifact-store.ts';
import { executePlan, type ExecutePlanOptions } from '../execute-plan.ts';
import { writePlan, type StoredPlan } from '../plan-file.ts';
import { planStudy, type Plan } from '../plan.ts';
import { findCurrent } from '../store/find-current.ts';
import { studySchema } from '../study-schema.ts';
import { simulatedWorkload, simulationSchema } from '../workloads/simulated-workload.ts';
import { Workspace } from '../workspace.ts';

export interface SimulatedStudy {
  models: number;
  tasks: number;
  seeds: number;
  simulation?: { milliseconds?: number; bytes?: number; fail?: string[] };
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const count = (n: number, name: string) => Array.from({ length: n }, (_, i) => `${name}${i + 1}`);

/** The plan of a study whose models and data do not exist: its jobs only pretend to work. */
export async function planSimulatedStudy({ models, tasks, seeds, simulation = {} }: SimulatedStudy): Promise<Omit<StoredPlan, 'digest'>> {
  const study = studySchema.parse({ title: 'Simulated', models: count(models, 'model'), tasks: count(tasks, 'task'), seeds: Array.from({ length: seeds }, (_, i) => i + 1) });
  const places = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
  const located = { study, models: places(study.models), tasks: places(study.tasks), backend: 'cpu' as const, device: undefined, dataFolder: undefined };
  const workspace = new Workspace({ ...located, store: '' });
  const plan: Plan = await planStudy({
    located: workspace.located,
    settings: (backbone) => workspace.settings(backbone),
    splitDigest: async (model, task, split) => digest(`${model}/${task}/${split}`),
    originalsDigest: async () => null,
    adversarialSplits: async () => ['adversarial'],
    publishedDigest: async () => null,
    model: async (id) => ({ backbone: { family: 'masked-lm', fingerprint: digest(id) } }),
  });
  return { located, simulation: simulationSchema.parse(simulation), plan };
}

export interface SimulatedRun extends Pick<ExecutePlanOptions, 'onEvent' | 'signal'> {
  workers?: number;
}

/** Runs a simulated study on a store and returns what `runStudy` would, without results. */
export async function runSimulatedStudy(root: string, unplaced: Omit<StoredPlan, 'digest'>, { workers = 0, onEvent, signal }: SimulatedRun = {}) {
  const store = new ArtifactStore(root);
  const stored = await writePlan(root, unplaced);
  const { jobs } = stored.plan;
  const outcome = await executePlan({ stored, store, done: await findCurrent(store, jobs), workers, workload: simulatedWorkload(stored.simulation!), onEvent, signal });
  return { ...outcome, store, stored, jobs };
}

/** sha256 over what every job of a plan wrote: equal for two stores exactly when all results are the same bytes. */
export async function storeDigest(root: string, { jobs }: Plan): Promise<string> {
  const store = new ArtifactStore(root);
  const hash = createHash('sha256');
  for (const job of jobs) for (const [name, { sha256 }] of Object.entries((await store.manifest(job)).files)) hash.update(`${job.key} ${name} ${sha256}\n`);
  return hash.digest('hex');
}
