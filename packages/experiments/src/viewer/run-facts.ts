import type { ClaimCheck } from '@skill-neurons/reporting';
import type { RunStatus } from '../run-state/run-status.ts';

/** What the pages tell of a run. */
export interface RunFacts {
  /** Names of the way to it; [] is the served folder itself. */
  path: readonly string[];
  title: string | null;
  /** ISO 8601: of its results, else of its start. */
  date: string | null;
  models: string[];
  tasks: string[];
  seeds: number[];
  /** null where it has no record of jobs. */
  status: RunStatus | null;
  /** null without results. */
  claims: ClaimCheck[] | null;
  hasReport: boolean;
  /** False until it was looked at once. */
  known: boolean;
  /** Why something is not told, in one line each. */
  problems: string[];
}

export function unknownRun(path: readonly string[]): RunFacts {
  return { path, title: null, date: null, models: [], tasks: [], seeds: [], status: null, claims: null, hasReport: false, known: false, problems: [] };
}

/** How people call a run: its path, `.` for the folder itself. */
export function runName({ path }: Pick<RunFacts, 'path'>): string {
  return path.length === 0 ? '.' : path.join('/');
}

/** Whether it will change by itself. */
export function isLive({ known, status }: RunFacts): boolean {
  return !known || status?.state === 'active';
}
