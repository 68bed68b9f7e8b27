import { isSkillNeuronsError } from '@skill-neurons/core';
import { exitCodes } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

export function exitCodeOf(error: unknown): number {
  if (isAbort(error)) return exitCodes.interrupted;
  if (error instanceof UsageError) return exitCodes.user;
  if (!isSkillNeuronsError(error)) return exitCodes.failedJobs;
  return { user: exitCodes.user, environment: exitCodes.environment, internal: exitCodes.failedJobs }[error.kind];
}

/** Tells of an error on stderr, in one line unless its stack is asked for. */
export function showError(error: unknown, debug: boolean): void {
  if (isAbort(error)) {
    process.stderr.write('stopped; finished work is kept: run the same command again to go on\n');
    return;
  }
  if (error instanceof UsageError) process.stderr.write(`error: ${error.message} - see --help\n`);
  else if (isSkillNeuronsError(error)) process.stderr.write(`error ${error.code}: ${error.oneLine}\n`);
  else process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)} - this looks like a bug; --debug shows where\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n${error.cause instanceof Error ? `caused by ${error.cause.stack}\n` : ''}`);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
