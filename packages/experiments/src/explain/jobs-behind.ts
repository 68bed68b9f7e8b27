import { isDeepStrictEqual } from 'node:util';
import type { ArtifactStore } from '../artifact-store.ts';
import type { Job, JobKind } from '../job.ts';

/** The jobs behind entries that are not written by a job as they stand, but put together from files. */
const derivedFrom: Readonly<Record<string, JobKind>> = {
  tuning: 'tune', evaluations: 'transfer', predictivity: 'neurons', suppression: 'suppress', suppressionContrasts: 'suppress', overlap: 'overlap', specificity: 'specificity', layerShares: 'layers', promptSimilarities: 'similarity',
};

/**
 * The jobs that an entry of the results comes from: those whose JSON files hold it, or else, for what is computed from several
 * artifacts, those of the kind behind its section that agree with it on model, task and seed.
 */
export async function jobsBehind(section: string, entry: unknown, jobs: readonly Job[], store: ArtifactStore): Promise<Job[]> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
  const fields = entry as Readonly<Record<string, unknown>>;
  const sources: Job[] = [];
  for (const job of jobs) {
    if (fields['model'] !== undefined && fields['model'] !== job.parameters.model) continue;
    if (store.isDone(job) && (await holds(job, fields, store))) sources.push(job);
  }
  if (sources.length > 0) return sources;
  return jobs.filter((job) => job.kind === derivedFrom[section] && agrees(job, fields));
}

async function holds(job: Job, entry: Readonly<Record<string, unknown>>, store: ArtifactStore): Promise<boolean> {
  for (const name of Object.keys((await store.manifest(job)).files)) {
    if (!name.endsWith('.json')) continue;
    const content: unknown = await store.readJson(job, name);
    for (const item of entriesOf(content)) {
      // The results may add to what a job wrote (its seconds), not change it.
      if (typeof item === 'object' && item !== null && Object.entries(item).every(([key, value]) => isDeepStrictEqual(value, entry[key]))) return true;
    }
  }
  return false;
}

/** What a file holds: its entries, or itself and the entries of its lists. */
function entriesOf(content: unknown): unknown[] {
  if (Array.isArray(content)) return content as unknown[];
  if (typeof content !== 'object' || content === null) return [];
  return [content, ...Object.values(content).filter((value) => Array.isArray(value)).flat()];
}

function agrees({ parameters }: Job, entry: Readonly<Record<string, unknown>>): boolean {
  const own = parameters as unknown as Readonly<Record<string, unknown>>;
  const tasks = entry['tasks'];
  if (Array.isArray(tasks) && own['task'] !== undefined && !tasks.includes(own['task'])) return false;
  return ['model', 'task', 'seed'].every((name) => own[name] === undefined || entry[name] === undefined || own[name] === entry[name]);
}
