import { runClusterJob } from '@skill-neurons/experiments';
import { UsageError } from '../usage-error.ts';
import type { JobRunOptions } from '../commands/runs.ts';

export async function jobRun({ run, key, keys, index, threads }: JobRunOptions): Promise<number> {
  if (key !== undefined) return runClusterJob({ run, key, threads });
  if (keys === undefined || index === undefined) throw new UsageError('give --key, or --keys and --index');
  return runClusterJob({ run, key: { file: keys, index }, threads });
}
