import { isSkillNeuronsError } from '@skill-neurons/core';
import { paint, wantsColour } from './colours.ts';
import { exitCodes } from './exit-codes.ts';
import { plainText } from './plain-text.ts';
import { UsageError } from './usage-error.ts';

export function exitCodeOf(error: unknown): number {
  if (isAbort(error)) return exitCodes.interrupted;
  if (error instanceof UsageError) return exitCodes.user;
  if (isSystemError(error)) return usersMistake.has(error.code) ? exitCodes.user : exitCodes.environment;
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
  else if (isSystemError(error)) process.stderr.write(`${mark(`error ${error.code}:`)} ${plainText(systemText(error))}\n`);
  else process.stderr.write(`${mark('error:')} ${error instanceof Error ? error.message : String(error)} - this looks like a bug; --debug shows where\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n${error.cause instanceof Error ? `caused by ${error.cause.stack}\n` : ''}`);
}

interface SystemError extends Error {
  code: string;
  syscall: string;
  path?: string;
}

/** Errors of the operating system that another path would not have; the others are those of a full disk, say. */
const usersMistake = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'ELOOP', 'ENOTEMPTY']);

/** An error of the operating system that nothing below gave a better word. */
function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && typeof error.syscall === 'string' && 'code' in error && typeof error.code === 'string';
}

/** `runs/x: not a directory (mkdir) - check the path`, from Node's `ENOTDIR: not a directory, mkdir 'runs/x'`. */
function systemText({ message, code, syscall, path }: SystemError): string {
  const reason = message.replace(`${code}: `, '').split(`, ${syscall}`)[0]!;
  return `${path === undefined ? '' : `${path}: `}${reason} (${syscall})${usersMistake.has(code) ? ' - check the path' : ''}`;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
