import { z } from 'zod';

/** Text that stands in one line of a batch script. */
const oneLine = z.string().regex(/^[^\p{Cc}]*$/u, 'must be one line');
const word = z.string().regex(/^[\w.,:@+&|*()[\]=/-]+$/, 'must be one word');
const count = z.number().int().positive();

const resources = {
  /** Time limit; a job that reaches it saves a checkpoint and is queued again. */
  timeout_min: count,
  cpus_per_task: count,
  gpus_per_node: z.union([count, word]),
  mem_gb: z.number().positive(),
  partition: word,
  qos: word,
  account: word,
  constraint: word,
  /** Jobs of one array that may run at a time. */
  array_parallelism: count,
  /** Seconds before the time limit at which a job is told to save. */
  signal_delay_s: count,
  /** How often a job that ran out of time is queued again. */
  max_num_timeout: z.number().int().min(0),
  /** Lines of shell before the job, such as `module load node`. */
  setup: z.array(oneLine),
  /** Any other option of sbatch, by its long name. */
  additional_parameters: z.record(z.string().regex(/^[a-z][a-z-]*$/), z.union([oneLine, z.number(), z.literal(true)])),
};
const stageSchema = z.strictObject(resources).partial();

/** How jobs are sent to a Slurm cluster, by submitit's names; `stages` sets some of it for one kind of job. */
export const slurmSettingsSchema = stageSchema.extend({
  stages: z.record(z.string(), stageSchema).optional(),
  /** Longest array that the cluster takes (MaxArraySize); asked from the cluster when not given. */
  max_array_size: count.optional(),
});
/** What a study asks of a cluster, by submitit's names. */
export type SlurmSettings = z.infer<typeof slurmSettingsSchema>;
export type StageResources = z.infer<typeof stageSchema>;

type Defaulted = 'timeout_min' | 'array_parallelism' | 'signal_delay_s' | 'max_num_timeout' | 'setup' | 'additional_parameters';
export type ResolvedResources = Omit<StageResources, Defaulted> & Required<Pick<StageResources, Defaulted>>;

const defaults = { timeout_min: 60, array_parallelism: 256, signal_delay_s: 120, max_num_timeout: 3, setup: [], additional_parameters: {} } satisfies StageResources;

/** Settings of one kind of job: the defaults, then those for all jobs, then its own. */
export function resourcesOf(settings: SlurmSettings, kind: string): ResolvedResources {
  const shared = stageSchema.strip().parse(settings);
  return { ...defaults, ...shared, ...settings.stages?.[kind] } as ResolvedResources;
}
