import type { Job } from '../job.ts';
import type { JobContext } from '../job-context.ts';

/** What a job gets from the machinery, whatever it computes. */
export type RunContext = Omit<JobContext, 'workspace'>;

/** How one process carries out the jobs of a plan: opened once, then asked for one job after another. */
export interface Workload {
  execute(job: Job, context: RunContext): Promise<void>;
  /** Where the jobs run, for manifests: backend, platform. */
  environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}
