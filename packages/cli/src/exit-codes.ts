import { isSkillNeuronsError } from '@skill-neurons/core';

/** Exit codes of the command line, the same for every command. */
export const exitCodes = { done: 0, failedJobs: 1, user: 2, environment: 3, interrupted: 130 } as const;

export function exitCodeOf(error: unknown): number {
  if (isAbort(error)) return exitCodes.interrupted;
  if (!isSkillNeuronsError(error)) return exitCodes.failedJobs;
  return { user: exitCodes.user, environment: exitCodes.environment, internal: exitCodes.failedJobs }[error.kind];
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
