import type { Job } from '../job.ts';

/** Where a job stands in the cluster's queue. */
export interface QueuePlace {
  /** Of the array: the cluster's id once it is submitted, before that a name of ours. */
  array: string;
  index: number;
}

export interface JobArray {
  name: string;
  kind: string;
  level: number;
  /** Key of the job at each index; not every index need be there. */
  tasks: { index: number; key: string }[];
  /** `aftercorr`: each task waits for the task of the same index; `afterok`: all wait for all of these. */
  dependency: { type: 'none' } | { type: 'aftercorr'; array: string } | { type: 'afterok'; places: QueuePlace[] };
}

export interface LayoutOptions {
  jobs: readonly Job[];
  /** Keys of jobs that need not run. */
  done: ReadonlySet<string>;
  /** Jobs that are queued already. */
  queued?: ReadonlyMap<string, QueuePlace>;
  /** The cluster's MaxArraySize: indices stay below it. */
  maxArraySize: number;
  /** In how many arrays at most the jobs of one level and kind are split to wait for exactly their inputs. Default 200. */
  maxFamilies?: number;
}

/**
 * The unfinished jobs of a plan as job arrays, one or more per level and kind. A job waits for its own inputs and not for the whole
 * level where Slurm can say so: `aftercorr` where it has one input, `afterok` on single tasks where several jobs share their inputs.
 */
export function layOutArrays({ jobs, done, queued = new Map(), maxArraySize, maxFamilies = 200 }: LayoutOptions): JobArray[] {
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const places = new Map(queued);
  const arrays: JobArray[] = [];
  const addArrays = (kind: string, level: number, tasks: readonly { index?: number; key: string }[], dependency: JobArray['dependency']) => {
    for (let from = 0; from < tasks.length; from += maxArraySize) {
      const name = `${String(arrays.length).padStart(4, '0')}-${kind}`;
      const some = tasks.slice(from, from + maxArraySize).map(({ key, index }, i) => ({ key, index: index ?? i }));
      arrays.push({ name, kind, level, tasks: some, dependency });
      for (const { key, index } of some) places.set(key, { array: name, index });
    }
  };
  for (const [level, stage] of stagesOf(jobs, done, queued)) {
    for (const kind of new Set(stage.map((job) => job.kind))) {
      const needs = new Map(stage.filter((job) => job.kind === kind).map((job) => [job.key, neededInputs(job, byKey, done)]));
      const keys = [...needs.keys()];
      addArrays(kind, level, keys.filter((key) => needs.get(key)!.length === 0).map((key) => ({ key })), { type: 'none' });
      for (const [array, tasks] of correspondingTasks(keys.filter((key) => needs.get(key)!.length === 1), (key) => places.get(needs.get(key)![0]!)!)) {
        addArrays(kind, level, tasks, { type: 'aftercorr', array });
      }
      const families = groupBy(keys.filter((key) => needs.get(key)!.length > 1), (key) => needs.get(key)!.join(' '));
      if (families.size <= maxFamilies) {
        for (const family of families.values()) addArrays(kind, level, family.map((key) => ({ key })), { type: 'afterok', places: needs.get(family[0]!)!.map((key) => places.get(key)!) });
      } else {
        const all = [...families.values()].flat();
        const whole = [...new Set(all.flatMap((key) => needs.get(key)!.map((input) => places.get(input)!.array)))];
        addArrays(kind, level, all.map((key) => ({ key })), { type: 'afterok', places: whole.map((array) => ({ array, index: -1 })) });
      }
    }
  }
  return arrays;
}

/** The jobs to submit, by the length of the longest chain of unfinished jobs before them. */
function stagesOf(jobs: readonly Job[], done: ReadonlySet<string>, queued: ReadonlyMap<string, QueuePlace>): [number, Job[]][] {
  const levels = new Map<string, number>();
  const stages = new Map<number, Job[]>();
  for (const job of jobs) {
    if (done.has(job.key)) continue;
    const before = Object.values(job.inputs).map((key) => levels.get(key) ?? -1);
    const level = 1 + before.reduce((longest, each) => Math.max(longest, each), -1);
    levels.set(job.key, level);
    if (queued.has(job.key)) continue;
    const stage = stages.get(level);
    if (stage) stage.push(job);
    else stages.set(level, [job]);
  }
  return [...stages].sort(([a], [b]) => a - b);
}

/** Unfinished inputs, sorted, without those that another of them waits for anyway. */
function neededInputs(job: Job, byKey: ReadonlyMap<string, Job>, done: ReadonlySet<string>): string[] {
  const open = [...new Set(Object.values(job.inputs))].filter((key) => !done.has(key));
  const implied = new Set(open.flatMap((key) => Object.values(byKey.get(key)!.inputs)));
  return open.filter((key) => !implied.has(key)).sort();
}

/** Tasks under the index of the one that each waits for; several that wait for the same come into arrays of their own. */
function correspondingTasks(keys: readonly string[], placeOf: (key: string) => QueuePlace): [string, { index: number; key: string }[]][] {
  const found = new Map<string, { array: string; tasks: { index: number; key: string }[] }>();
  const uses = new Map<string, number>();
  for (const key of keys) {
    const { array, index } = placeOf(key);
    const use = uses.get(`${array}_${index}`) ?? 0;
    uses.set(`${array}_${index}`, use + 1);
    const group = found.get(`${array} ${use}`) ?? { array, tasks: [] };
    group.tasks.push({ index, key });
    found.set(`${array} ${use}`, group);
  }
  return [...found.values()].map(({ array, tasks }) => [array, tasks.sort((a, b) => a.index - b.index)]);
}

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
