import { isSkillNeuronsError } from '@skill-neurons/core';
import { paint, wantsColour } from './colours.ts';
import { exitCodes } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

export function exitCodeOf(error: unknown): number {
  if (isAbort(error)) return exitCodes.interrupted;
  if (error instanceof UsageError) return exitCodes.user;
  if (!isSkillNeuronsError(error)) return exitCodes.failedJobs;
  return { user: exitCodes.user, environment: exitCodes.environment, internal: exitCodes.failedJobs }[error.kind];
}

export interface ShowErrorOptions {
  /** With stack traces. */
  debug: boolean;
  color?: boolean | undefined;
  /** Folder in which an interrupted command left finished work. */
  kept?: string | undefined;
}

/** Tells of an error on stderr, in one line unless its stack is asked for. */
export function showError(error: unknown, { debug, color, kept }: ShowErrorOptions): void {
  if (isAbort(error)) {
    process.stderr.write(kept === undefined ? 'stopped before the end: run the same command again\n' : `stopped; finished work is kept in ${kept}: run the same command again to go on\n`);
    return;
  }
  const mark = (text: string) => (wantsColour(process.stderr, color) ? paint(text, 'red') : text);
  if (error instanceof UsageError) process.stderr.write(`${mark('error:')} ${error.message} - see --help\n`);
  else if (isSkillNeuronsError(error)) process.stderr.write(`${mark(`error ${error.code}:`)} ${error.oneLine}\n`);
  else process.stderr.write(`${mark('error:')} ${error instanceof Error ? error.message : String(error)} - this looks like a bug; --debug shows where\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n${error.cause instanceof Error ? `caused by ${error.cause.stack}\n` : ''}`);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
