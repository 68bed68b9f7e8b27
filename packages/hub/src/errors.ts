import { isSkillNeuronsError, SkillNeuronsError, type SkillNeuronsErrorOptions } from '@skill-neurons/core';

/** An error of the network, the disk or of what the hub answered: the environment's, not the user's. */
export function hubError(options: Omit<SkillNeuronsErrorOptions, 'kind'>): SkillNeuronsError {
  return new SkillNeuronsError({ kind: 'environment', ...options });
}

/** The answer is not what a hub says: a wrong endpoint, a captive portal, or worse. */
export function badAnswer(where: string, message: string, cause?: unknown): SkillNeuronsError {
  return hubError({ code: 'HUB_BAD_ANSWER', message, where, hint: 'check HF_ENDPOINT, and whether a proxy or login page stands between this machine and the hub', cause });
}

/** A connection that failed or stalled, as opposed to an answer that says no. */
export function unreachable(where: string, cause: unknown): SkillNeuronsError {
  if (isSkillNeuronsError(cause)) return cause;
  return hubError({ code: 'HUB_UNREACHABLE', message: `cannot reach the hub: ${networkReason(cause)}`, where, hint: 'check the network and HF_ENDPOINT; the same command goes on where it stopped; with HF_HUB_OFFLINE=1 only the cache is used', cause });
}

export function stalled(where: string, seconds: number): SkillNeuronsError {
  return hubError({ code: 'HUB_TIMEOUT', message: `nothing came for ${seconds} seconds`, where, hint: 'the same command goes on where it stopped; HF_HUB_DOWNLOAD_TIMEOUT sets the seconds' });
}

function networkReason(cause: unknown): string {
  // fetch says only that it failed; why is its cause.
  const outer = cause as { cause?: NodeJS.ErrnoException; message?: string } | undefined;
  const code = outer?.cause?.code ?? (outer as NodeJS.ErrnoException | undefined)?.code;
  const known: Record<string, string> = {
    ECONNREFUSED: 'the connection was refused',
    ENOTFOUND: 'the name of the host is not known',
    EAI_AGAIN: 'the name of the host cannot be looked up now',
    ECONNRESET: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    ETIMEDOUT: 'the connection timed out',
    UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  };
  return (code !== undefined ? known[code] : undefined) ?? (outer?.cause?.message || outer?.message || String(cause));
}

/** Writing to the cache failed; an error that is not of the system's is passed on as it is. */
export function diskError(where: string, cause: unknown): unknown {
  const { code, message, syscall } = cause as NodeJS.ErrnoException;
  if (isSkillNeuronsError(cause) || syscall === undefined) return cause;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(where, 'no space is left', cause);
  return hubError({ code: 'HUB_CACHE_WRITE', message: `cannot write to the cache: ${code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'permission denied' : message}`, where, hint: 'check the folder, or name another with HF_HUB_CACHE', cause });
}

export function diskFull(where: string, message: string, cause?: unknown): SkillNeuronsError {
  return hubError({ code: 'HUB_DISK_FULL', message, where, hint: 'make room or name a cache on another disk with HF_HUB_CACHE; what was downloaded is kept', cause });
}

export interface RefusedAnswer {
  status: number;
  /** X-Error-Code and X-Error-Message, in which the hub says what its status means. */
  code: string | null;
  message: string | null;
  where: string;
  /** Whether a token was sent. */
  token: boolean;
  /** Seconds that the hub asks to wait. */
  wait?: number | undefined;
}

/** The error for an answer other than success. Repositories, files and rights are the user's; the rest is the network's. */
export function refusal({ status, code, message, where, token, wait }: RefusedAnswer): SkillNeuronsError {
  const said = message === null || message === '' ? '' : `: ${message.slice(0, 300)}`;
  const user = (name: string, text: string, hint: string) => new SkillNeuronsError({ code: name, message: text, where, hint });
  const logIn = token ? 'the token that was sent does not allow it: check the rights of HF_TOKEN' : 'set HF_TOKEN, or log in with `hf auth login`';
  if (code === 'GatedRepo') return user('HUB_GATED', `this repository is gated${said}`, `accept its terms on its page on the hub, then ${logIn}`);
  if (code === 'RevisionNotFound') return user('HUB_REVISION_NOT_FOUND', 'no such branch, tag or commit', 'check the revision; `main` is the usual branch');
  if (code === 'EntryNotFound') return user('HUB_FILE_NOT_FOUND', 'no such file at this revision', 'check the name of the file and the revision');
  if (message === 'Access to this resource is disabled.') return user('HUB_DISABLED', 'the hub has disabled this repository', 'look at its page on the hub');
  if (status === 401 && /invalid (credentials|username or password|user token)/i.test(message ?? '') && token) return user('HUB_UNAUTHORIZED', `the hub does not accept the token${said}`, 'check HF_TOKEN, or log in again with `hf auth login`');
  if (code === 'RepoNotFound' || status === 401 || status === 404) {
    return user('HUB_REPO_NOT_FOUND', `no such repository${status === 401 ? ', or a private one' : ''}`, `check its name; if it is private, ${logIn}`);
  }
  if (status === 403) return user('HUB_FORBIDDEN', `the hub refuses${said}`, logIn);
  if (status === 429) return hubError({ code: 'HUB_RATE_LIMITED', message: `too many requests${wait === undefined ? '' : `, the hub asks to wait ${wait} seconds`}`, where, hint: token ? 'wait and run the same command again' : 'wait, or set HF_TOKEN, with which more is allowed' });
  if (status >= 500 || status === 408) return hubError({ code: 'HUB_SERVER_ERROR', message: `the hub failed with status ${status}${said}`, where, hint: 'try again later; the same command goes on where it stopped' });
  return badAnswer(where, `unexpected answer with status ${status}${said}`);
}

/** What the hub refuses is about a repository at a revision, not about the address that was asked. */
export async function aboutRepo<Result>(repo: string, revision: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isSkillNeuronsError(error) || error.kind !== 'user' || !error.where?.startsWith('http')) throw error;
    const { code, message, hint, cause } = error;
    throw new SkillNeuronsError({ code, message, where: `${repo}@${revision}`, cause, ...(hint === undefined ? {} : { hint }) });
  }
}
