import { setTimeout as sleep } from 'node:timers/promises';

/** Statuses after which the same request may well succeed. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Seconds that an answer asks to wait: Retry-After (seconds or a date), or the reset time of the hub's RateLimit header. */
export function askedWait(headers: Headers, now = Date.now()): number | undefined {
  const retryAfter = headers.get('retry-after')?.trim();
  if (retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  if (retryAfter !== undefined && !Number.isNaN(Date.parse(retryAfter))) return Math.max(0, Math.ceil((Date.parse(retryAfter) - now) / 1000));
  const [, reset] = /;\s*r=0\s*;\s*t=(\d{1,9})/.exec(headers.get('ratelimit') ?? '') ?? [];
  return reset === undefined ? undefined : Number(reset);
}

/** Longest wait that is worth it; beyond that the user is told. */
export const longestWaitSeconds = 120;

/** Seconds before try number `attempt` + 1 (from 1): doubled each time up to 30, with a random half so that processes spread out. */
export function backoffSeconds(attempt: number, firstDelaySeconds: number): number {
  return Math.min(30, firstDelaySeconds * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

/** @throws AbortError when the signal fires */
export async function waitSeconds(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal });
}
