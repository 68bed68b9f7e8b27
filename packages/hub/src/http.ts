import type { HubSettings } from './settings.ts';
import { badAnswer, refusal, stalled, unreachable } from './errors.ts';
import { askedWait, backoffSeconds, isTransient, longestWaitSeconds, waitSeconds } from './wait.ts';
import { StallGuard } from './stall-guard.ts';

export interface HttpOptions {
  settings: Pick<HubSettings, 'endpoint' | 'token' | 'stallSeconds' | 'attempts' | 'firstDelaySeconds'>;
  fetch: typeof fetch;
  signal?: AbortSignal | undefined;
}

/** A successful answer whose body is not read yet. */
export interface Answer {
  response: Response;
  /** Headers of the hub's own answer, which tells commit and etag before it redirects to a store of large files. */
  hubHeaders: Headers;
  /** To be touched for every piece of the body, and released in the end. */
  guard: StallGuard;
}

const maximumRedirects = 5;

/**
 * GETs an address of the hub: follows redirects, sends the token to the endpoint alone, waits and tries again after
 * failures that pass, and gives up on connections that stall. The caller reads the body and releases the guard.
 */
export async function get(url: string, headers: Readonly<Record<string, string>>, options: HttpOptions): Promise<Answer> {
  const { settings, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    const guard = new StallGuard(settings.stallSeconds, signal);
    let failure;
    try {
      const { response, hubHeaders } = await follow(url, headers, options, guard);
      if (response.ok) return { response, hubHeaders, guard };
      const wait = askedWait(response.headers);
      failure = {
        error: refusal({ status: response.status, code: response.headers.get('x-error-code'), message: response.headers.get('x-error-message'), where: placeOf(url), token: settings.token !== undefined, wait }),
        again: isTransient(response.status) && (wait ?? 0) <= longestWaitSeconds,
        wait,
      };
      await response.body?.cancel().catch(() => undefined);
    } catch (cause) {
      signal?.throwIfAborted();
      const error = guard.stalled ? stalled(placeOf(url), settings.stallSeconds) : unreachable(placeOf(url), cause);
      failure = { error, again: error.code === 'HUB_TIMEOUT' || error.code === 'HUB_UNREACHABLE', wait: undefined };
    }
    guard.release();
    if (!failure.again || attempt >= settings.attempts) throw failure.error;
    await waitSeconds(failure.wait ?? backoffSeconds(attempt, settings.firstDelaySeconds), signal);
  }
}

async function follow(url: string, headers: Readonly<Record<string, string>>, { settings, fetch }: HttpOptions, guard: StallGuard): Promise<{ response: Response; hubHeaders: Headers }> {
  let current = new URL(url);
  let hubHeaders: Headers | undefined;
  for (let redirects = 0; redirects <= maximumRedirects; redirects += 1) {
    const authorization: Record<string, string> = settings.token !== undefined && mayHaveToken(current, settings.endpoint) ? { authorization: `Bearer ${settings.token}` } : {};
    const response = await fetch(current.href, { headers: { 'user-agent': 'skill-neurons', ...headers, ...authorization }, redirect: 'manual', signal: guard.signal });
    guard.touch();
    if (response.headers.has('x-repo-commit')) hubHeaders ??= response.headers;
    const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return { response, hubHeaders: hubHeaders ?? response.headers };
    await response.body?.cancel().catch(() => undefined);
    current = checkedRedirect(location, current);
  }
  throw badAnswer(placeOf(url), `more than ${maximumRedirects} redirects`);
}

function checkedRedirect(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) throw badAnswer(placeOf(from.href), 'a redirect to something that is no address');
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.protocol === 'http:')) throw badAnswer(placeOf(from.href), `a redirect from ${from.protocol}// to ${to.protocol}//`);
  return to;
}

/** The endpoint itself, or the same host over https when the endpoint was written with http. */
export function mayHaveToken(url: URL, endpoint: string): boolean {
  const home = new URL(endpoint);
  return url.origin === home.origin || (url.protocol === 'https:' && url.hostname === home.hostname && url.port === '' && home.port === '');
}

/** An address as errors name it: without its query, which may be long or hold a signature. */
export function placeOf(url: string): string {
  return url.split('?', 1)[0]!;
}
