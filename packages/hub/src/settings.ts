import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';

/** Where the hub and its cache are. */
export interface HubSettings {
  /** Address of the hub, without a slash at its end. */
  endpoint: string;
  /** Folder of the cache: holds `models--owner--name` and the like. */
  cacheFolder: string;
  /** Sent to the endpoint only. */
  token: string | undefined;
  /** Nothing is asked of the network. */
  offline: boolean;
  /** Seconds without an answer or without a byte after which a connection counts as stalled. */
  stallSeconds: number;
  /** Tries of one request, or of one file without progress, before giving up. */
  attempts: number;
  /** Seconds before the second try; doubled for each further one. */
  firstDelaySeconds: number;
  /** Whether snapshots may be symbolic links into the blobs. */
  symlinks: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings that Python's huggingface_hub reads too: HF_ENDPOINT, HF_HOME, XDG_CACHE_HOME, HF_HUB_CACHE,
 * HUGGINGFACE_HUB_CACHE, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, HF_HUB_DISABLE_IMPLICIT_TOKEN, HF_HUB_OFFLINE,
 * TRANSFORMERS_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT, HF_HUB_DISABLE_SYMLINKS. An empty variable counts as not set.
 *
 * @throws HUB_SETTING_INVALID
 */
export function hubSettings(environment: Environment = process.env): HubSettings {
  const value = (name: string) => environment[name]?.trim() || undefined;
  const path = (name: string) => expandPath(value(name), environment);
  const home = path('HF_HOME') ?? join(path('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  return {
    endpoint: endpointOf(value('HF_ENDPOINT') ?? 'https://huggingface.co'),
    cacheFolder: resolve(path('HF_HUB_CACHE') ?? path('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub')),
    token: isTrue(value('HF_HUB_DISABLE_IMPLICIT_TOKEN')) ? undefined : (cleanToken(value('HF_TOKEN') ?? value('HUGGING_FACE_HUB_TOKEN')) ?? tokenFromFile(path('HF_TOKEN_PATH') ?? join(home, 'token'))),
    offline: isTrue(value('HF_HUB_OFFLINE') ?? value('TRANSFORMERS_OFFLINE')),
    stallSeconds: seconds('HF_HUB_DOWNLOAD_TIMEOUT', value('HF_HUB_DOWNLOAD_TIMEOUT') ?? '10'),
    attempts: 5,
    firstDelaySeconds: 0.5,
    symlinks: !isTrue(value('HF_HUB_DISABLE_SYMLINKS')),
  };
}

function isTrue(value: string | undefined): boolean {
  return ['1', 'ON', 'YES', 'TRUE'].includes(value?.toUpperCase() ?? '');
}

/** `~` and `$VARIABLE` as a shell and Python's os.path understand them. */
function expandPath(path: string | undefined, environment: Environment): string | undefined {
  return path?.replace(/^~(?=$|[\\/])/, homedir()).replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, plain?: string, braced?: string) => environment[plain ?? braced ?? ''] ?? whole);
}

function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw invalid('HF_ENDPOINT', 'not the address of a hub', 'write it as https://huggingface.co');
  }
  return text.replace(/\/+$/, '');
}

function seconds(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw invalid(name, 'not a number of seconds above 0', 'leave it out for 10 seconds');
  return value;
}

function tokenFromFile(path: string): string | undefined {
  try {
    return cleanToken(readFileSync(path, 'utf8'));
  } catch {
    // Not logged in, the usual case.
    return undefined;
  }
}

/** A header cannot hold line breaks, and a token has no spaces. */
function cleanToken(text: string | undefined): string | undefined {
  const token = text?.trim();
  if (token === undefined || token === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) throw invalid('HF_TOKEN', 'the token holds characters that no token has', 'copy it again from the settings page of the hub, or log in again');
  return token;
}

function invalid(where: string, message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'HUB_SETTING_INVALID', message, where, hint });
}
