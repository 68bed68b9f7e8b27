import { isSkillNeuronsError } from '@skill-neurons/core';
import { ArtifactStore, connectMlflow, trackStudy, type Job } from '@skill-neurons/experiments';
import type { CommandEnvironment } from './command.ts';

export interface TrackedStudy {
  jobs: readonly Job[];
  /** Folder of the artifact store. */
  store: string;
  title: string;
  tensorBoard: string | undefined;
  /** Address of an MLflow server. */
  mlflow: string | undefined;
}

/** Sends what the tuning runs recorded to where it was asked for. A server that fails spoils no study. */
export async function track({ jobs, store, title, tensorBoard, mlflow }: TrackedStudy, { terminal, signal }: CommandEnvironment): Promise<void> {
  if (tensorBoard === undefined && mlflow === undefined) return;
  try {
    const server = mlflow === undefined ? undefined : await connectMlflow({ url: mlflow, experiment: title, signal });
    const sent = await trackStudy({ jobs, store: new ArtifactStore(store), mlflow: server, tensorBoard, signal });
    if (server) terminal.note(`${sent} tuning runs sent to ${mlflow}`);
    if (tensorBoard !== undefined) terminal.note(`event files in ${tensorBoard}`);
  } catch (error) {
    if (!isSkillNeuronsError(error) || error.code !== 'MLFLOW') throw error;
    terminal.alert(`warning ${error.code}: ${error.oneLine}`);
  }
}
