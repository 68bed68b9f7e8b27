import type { IncomingMessage, ServerResponse } from 'node:http';
import { html, isSkillNeuronsError } from '@skill-neurons/core';
import { comparePage } from './compare-page.ts';
import { indexPage } from './index-page.ts';
import { pageHtml, pagePolicy } from './page.ts';
import { plainPath } from './plain-name.ts';
import { isOwnHost, parseTarget, type RequestTarget } from './request-target.ts';
import type { RunLibrary } from './run-library.ts';
import { readServedResults } from './run-results.ts';
import { runPage } from './run-page.ts';
import { commonHeaders } from './security-headers.ts';
import { sendFile } from './send-file.ts';
import type { ServedFolder } from './served-folder.ts';

/** Says no with a status code. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string = reasons[status] ?? 'This cannot be answered.') {
    super(message);
    this.status = status;
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'This address cannot be read.',
  403: 'This server answers to localhost, 127.0.0.1 and [::1] only.',
  404: 'There is nothing here that may be shown.',
  405: 'Nothing can be changed here: GET and HEAD only.',
  414: 'This address is too long.',
};

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers requests for the runs of a folder; never throws. */
export function routes(folder: ServedFolder, library: RunLibrary): Answer {
  return async (request, response) => {
    const headOnly = request.method === 'HEAD';
    try {
      const target = checked(request);
      if (target.page === 'files') {
        const file = await folder.open(target.names);
        if (file === null) throw new Refusal(404);
        await sendFile(response, file, target.names.at(-1) ?? '', headOnly);
      } else {
        sendPage(response, 200, await pageOf(target, folder, library), headOnly);
      }
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const status = error instanceof Refusal ? error.status : isSkillNeuronsError(error) ? 422 : 500;
      const said = error instanceof Refusal ? error.message : isSkillNeuronsError(error) ? error.oneLine : 'This page could not be made; that is a bug.';
      sendPage(response, status, pageHtml({ title: 'Not shown', live: html`<p><bdi>${said}</bdi></p>`, summary: '', every: 0 }), headOnly);
    }
  };
}

function checked(request: IncomingMessage): RequestTarget {
  if (!isOwnHost(request.headersDistinct['host'])) throw new Refusal(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405);
  const target = parseTarget(request.url ?? '');
  if (typeof target === 'number') throw new Refusal(target);
  return target;
}

async function pageOf({ page, names, query }: RequestTarget, folder: ServedFolder, library: RunLibrary): Promise<string> {
  if (page === '' && names.length === 0) return indexPage(await library.list(), folder.root);
  if (page === 'run') {
    const run = await library.run(names);
    if (run === null) throw new Refusal(404);
    return runPage(run, (await library.list()).runs, folder);
  }
  if (page === 'compare' && names.length === 0) {
    const [a, b] = [await comparedRun('a'), await comparedRun('b')];
    return comparePage(a, b, (await library.list()).runs);
  }
  throw new Refusal(404);

  async function comparedRun(side: 'a' | 'b') {
    const text = query.get(side);
    if (text === null) throw new Refusal(400, 'Two runs are compared: /compare?a=...&b=...');
    const path = plainPath(text);
    const results = path === null || (await library.run(path)) === null ? null : await readServedResults(folder, path);
    if (path === null || results === null) throw new Refusal(404, 'There is no such run with results.');
    return { path, results };
  }
}

function sendPage(response: ServerResponse, status: number, text: string, headOnly: boolean): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    ...commonHeaders,
    'Content-Security-Policy': pagePolicy,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  });
  response.end(headOnly ? undefined : body);
}
