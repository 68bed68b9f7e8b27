import type { OnProgress } from '@skill-neurons/core';
import type { ArtifactStore } from './artifact-store.ts';
import type { Job } from './job.ts';
import type { Workspace } from './workspace.ts';

/** What a job's code gets: its inputs' artifacts, the models and data, and a folder to write into. */
export interface JobContext {
  workspace: Workspace;
  store: ArtifactStore;
  /** Finished job behind an input name. */
  input(name: string): Job;
  /** Folder for the job's files; what an interrupted run left there is still in it. */
  folder: string;
  onProgress: OnProgress;
  signal?: AbortSignal | undefined;
}
