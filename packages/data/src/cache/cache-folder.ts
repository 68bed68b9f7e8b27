import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder of what can be computed again: SKILL_NEURONS_CACHE, else `skill-neurons` in XDG_CACHE_HOME or ~/.cache. Undefined when
 * SKILL_NEURONS_CACHE is `off`.
 */
export function cacheFolder(environment: Environment = process.env): string | undefined {
  const value = (name: string) => environment[name]?.trim() || undefined;
  const own = value('SKILL_NEURONS_CACHE');
  if (own === 'off') return undefined;
  return resolve(own ?? join(value('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'skill-neurons'));
}

const defaultMegabytes = 512;

/** Bytes that the cache may take: SKILL_NEURONS_CACHE_MB, by default 512 MB. */
export function cacheLimit(environment: Environment = process.env): number {
  const megabytes = Number(environment['SKILL_NEURONS_CACHE_MB'] ?? defaultMegabytes);
  return (Number.isFinite(megabytes) && megabytes >= 0 ? megabytes : defaultMegabytes) * 2 ** 20;
}
