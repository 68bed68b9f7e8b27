import { SkillNeuronsError } from '@skill-neurons/core';
import { refusal, stalled, unreachable } from './errors.ts';
import { mayHaveToken, placeOf, type HttpOptions } from './http.ts';
import { readText } from './read-text.ts';
import { StallGuard } from './stall-guard.ts';
import { askedWait, backoffSeconds, isTransient, longestWaitSeconds, waitSeconds } from './wait.ts';

const maximumBytes = 4 * 2 ** 20;
/** A connection this slow still is not a stalled one. */
const slowestBytesPerSecond = 20_000;

/**
 * The `fetch` that @huggingface/hub uploads with: the token goes to the endpoint alone, answers are bounded, what the hub refuses
 * becomes an error that says what to do, and failures that pass are tried again, except for the commit itself, which may have been made.
 */
export function uploadFetch(options: HttpOptions): typeof fetch {
  const { settings, signal } = options;
  return async (input, init = {}) => {
    const url = String(input instanceof Request ? input.url : input);
    const repeatable = !/\/commit\/[^/]+$/.test(new URL(url).pathname);
    for (let attempt = 1; ; attempt += 1) {
      const guard = new StallGuard(settings.stallSeconds + bytesOf(init.body) / slowestBytesPerSecond, signal);
      let failure: { error: SkillNeuronsError; again: boolean; wait?: number | undefined };
      try {
        const response = await options.fetch(url, { ...init, headers: headersFor(url, init.headers, settings), redirect: 'manual', signal: guard.signal });
        const text = await readText(response, { guard, url, maximumBytes });
        if (response.ok) return new Response(text === '' ? null : text, { status: response.status, headers: response.headers });
        const wait = askedWait(response.headers);
        failure = { error: refusedUpload(response, text, url, settings.token !== undefined, wait), again: isTransient(response.status) && (wait ?? 0) <= longestWaitSeconds, wait };
      } catch (cause) {
        signal?.throwIfAborted();
        const error = guard.stalled ? stalled(placeOf(url), settings.stallSeconds) : unreachable(placeOf(url), cause);
        failure = { error, again: error.code === 'HUB_TIMEOUT' || error.code === 'HUB_UNREACHABLE' };
      } finally {
        guard.release();
      }
      if (!failure.again || !repeatable || attempt >= settings.attempts) throw failure.error;
      await waitSeconds(failure.wait ?? backoffSeconds(attempt, settings.firstDelaySeconds), signal);
    }
  };
}

/** What the library sends, with our token in place of its own, and no token to other hosts. */
function headersFor(url: string, given: RequestInit['headers'], { endpoint, token }: HttpOptions['settings']): Headers {
  const headers = new Headers(given);
  if (headers.get('authorization') === `Bearer ${placeholderToken}`) headers.delete('authorization');
  if (token !== undefined && mayHaveToken(new URL(url), endpoint)) headers.set('authorization', `Bearer ${token}`);
  headers.set('user-agent', 'skill-neurons');
  return headers;
}

/** The library takes tokens of the hub's own form only and needs one; mirrors may have others. {@link uploadFetch} puts in the real one. */
export const placeholderToken = 'hf_placeholder';

function refusedUpload({ status, headers }: Response, text: string, url: string, token: boolean, wait: number | undefined): SkillNeuronsError {
  const message = headers.get('x-error-message') ?? messageIn(text);
  const where = placeOf(url);
  const said = message === null ? '' : `: ${message.slice(0, 300)}`;
  if (status >= 300 && status < 400) return new SkillNeuronsError({ code: 'HUB_REPO_MOVED', message: `this repository has another name now (${headers.get('location') ?? 'not told'})`, where, hint: 'push to the new name' });
  if (status === 409 || status === 412) return new SkillNeuronsError({ code: 'HUB_CONFLICT', message: `the repository is there already, or has changed meanwhile${said}`, where, hint: 'push again' });
  if (status === 400 || status === 413 || status === 422) return new SkillNeuronsError({ code: 'HUB_REJECTED', message: `the hub does not take this${said}`, where, hint: 'change what it names' });
  return refusal({ status, code: headers.get('x-error-code'), message, where, token, wait });
}

function messageIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : null;
  } catch {
    return null;
  }
}

function bytesOf(body: RequestInit['body']): number {
  if (typeof body === 'string') return body.length;
  return body instanceof Blob ? body.size : 0;
}
