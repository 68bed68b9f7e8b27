import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '../job.ts';
import type { Run } from '../run-folder.ts';
import { layOutArrays } from './array-layout.ts';
import { dependencyOf, sbatchScript } from './sbatch-script.ts';
import { askMaxArraySize, queueOf, submitScript } from './slurm-commands.ts';
import { resourcesOf, type SlurmSettings } from './slurm-settings.ts';
import { phaseOf, placesOf, readSubmissions, slurmFolder, writeSubmissions } from './submissions.ts';

export interface SubmitOptions {
  run: Run;
  /** In an order in which every job follows its inputs. */
  jobs: readonly Job[];
  /** Keys of jobs that need not run. */
  done: ReadonlySet<string>;
  settings: SlurmSettings;
  /** Program and arguments before `--run RUN --keys FILE --index N`. */
  command: readonly string[];
  signal?: AbortSignal | undefined;
}

/** What was sent to the queue. */
export interface Submitted {
  arrays: { id: string; kind: string; tasks: number; dependency: string | null }[];
  /** Jobs that were queued before and still are. */
  alreadyQueued: number;
}

/**
 * Sends the unfinished jobs of a plan to the cluster as job arrays with dependencies. What was sent is written down after every
 * array: called again, also after a crash in the middle, it sends only what is neither done nor queued.
 */
export async function submitPlan({ run, jobs, done, settings, command, signal }: SubmitOptions): Promise<Submitted> {
  const folder = slurmFolder(run);
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  const submissions = await readSubmissions(run);
  const places = placesOf(submissions, await queueOf(submissions.map(({ id }) => id)));
  const queued = new Map([...places].filter(([key, { task }]) => !done.has(key) && task !== null && phaseOf(task.state) !== 'ended'));
  const maxArraySize = settings.max_array_size ?? (await askMaxArraySize());
  const ids = new Map<string, string>();
  const arrays: Submitted['arrays'] = [];
  for (const array of layOutArrays({ jobs, done, queued, maxArraySize })) {
    signal?.throwIfAborted();
    const name = `${String(submissions.length).padStart(4, '0')}-${array.kind}`;
    const keys = join(folder, `${name}.keys`);
    const script = join(folder, `${name}.sh`);
    const dependency = dependencyOf(array, (known) => ids.get(known) ?? known);
    await writeFile(keys, array.tasks.map(({ index, key }) => `${index} ${key}\n`).join(''));
    await writeFile(script, sbatchScript({ array, resources: resourcesOf(settings, array.kind), logs, dependency, command: [...command, '--run', run.folder, '--keys', keys, '--index'] }));
    const id = await submitScript(script);
    ids.set(array.name, id);
    submissions.push({ id, kind: array.kind, dependency, tasks: array.tasks });
    await writeSubmissions(run, submissions);
    arrays.push({ id, kind: array.kind, tasks: array.tasks.length, dependency });
  }
  return { arrays, alreadyQueued: queued.size };
}
