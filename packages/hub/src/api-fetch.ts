import { badAnswer, stalled, unreachable } from './errors.ts';
import { get, placeOf, type HttpOptions } from './http.ts';
import { readText } from './read-text.ts';
import { backoffSeconds, waitSeconds } from './wait.ts';

const maximumBytes = 16 * 2 ** 20;
/** A page of the hub's has 1000 entries. */
const maximumRequests = 400;

/**
 * The `fetch` that @huggingface/hub works with: JSON from the endpoint alone, bounded in size and in number of requests,
 * so that no answer can make a listing go on for ever.
 */
export function apiFetch(options: HttpOptions): typeof fetch {
  const asked = new Set<string>();
  return async (input) => {
    const url = onEndpoint(String(input), options.settings.endpoint);
    if (asked.has(url)) throw badAnswer(placeOf(url), 'the listing names a page twice as the next');
    asked.add(url);
    if (asked.size > maximumRequests) throw badAnswer(placeOf(url), `the listing has more than ${maximumRequests} pages`);
    const { status, headers, text } = await readWithRetries(url, options);
    try {
      JSON.parse(text);
    } catch (cause) {
      throw badAnswer(placeOf(url), `the answer is not JSON but ${headers.get('content-type') ?? 'of no stated type'}`, cause);
    }
    return new Response(text, { status, headers: { 'content-type': 'application/json', ...(headers.has('link') ? { link: headers.get('link')! } : {}) } });
  };
}

/** A mirror may pass on the next page's address at the original hub: it is asked of the mirror. */
function onEndpoint(url: string, endpoint: string): string {
  const { origin, pathname, search } = new URL(url);
  return origin === new URL(endpoint).origin ? url : `${endpoint}${pathname}${search}`;
}

async function readWithRetries(url: string, options: HttpOptions): Promise<{ status: number; headers: Headers; text: string }> {
  const { settings, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    const { response, guard } = await get(url, { accept: 'application/json' }, options);
    try {
      return { status: response.status, headers: response.headers, text: await readText(response, { guard, url, maximumBytes }) };
    } catch (cause) {
      signal?.throwIfAborted();
      const error = guard.stalled ? stalled(placeOf(url), settings.stallSeconds) : unreachable(placeOf(url), cause);
      if (error.code === 'HUB_BAD_ANSWER' || attempt >= settings.attempts) throw error;
      await waitSeconds(backoffSeconds(attempt, settings.firstDelaySeconds), signal);
    } finally {
      guard.release();
    }
  }
}
