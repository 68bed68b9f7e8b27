import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitBlobSha1, sha256, type HubRepo } from './hub-repo.ts';
import { findCommit, findRepo, refuse, type HubServer } from './hub-server.ts';

/** `/ID/resolve/REVISION/PATH`: redirects large files to the store and others to `/api/resolve-cache`, which has the content. */
export function answerResolve(hub: HubServer, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(request.url!, hub.endpoint).pathname).slice(1);
  const cached = /^api\/resolve-cache\/(model|dataset)s\/(.+)$/.exec(path);
  const [, kind, rest] = cached ?? [undefined, path.startsWith('datasets/') ? 'dataset' : 'model', path.replace(/^datasets\//, '')];
  const found = findRepo(hub, kind as HubRepo['type'], rest!, request, response);
  if (found === undefined) return;
  const { repo } = found;
  if (repo.gated && request.headers.authorization === undefined) return refuse(response, 401, 'GatedRepo', `Access to model ${repo.id} is restricted. You must be authenticated to access it.`);
  const [, revision, name] = (cached ? /^([^/]+)\/(.+)$/ : /^resolve\/([^/]+)\/(.+)$/).exec(found.rest) ?? [];
  if (revision === undefined || name === undefined) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
  const commit = findCommit(repo, decodeURIComponent(revision));
  if (commit === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
  response.setHeader('x-repo-commit', commit);
  const file = repo.commits[commit]![name];
  if (file === undefined) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
  const { content, lfs } = file;
  if (lfs) {
    const oid = sha256(content);
    response.writeHead(302, { location: `${hub.cdnEndpoint}/store/${oid}?signature=x`, 'x-linked-etag': `"${oid}"`, 'x-linked-size': content.length, etag: `"${gitBlobSha1(content)}"`, 'content-length': 0 }).end();
  } else if (cached) {
    send(request, response, content, gitBlobSha1(content));
  } else {
    response.writeHead(307, { location: `/api/resolve-cache/${kind!}s/${repo.id}/${commit}/${encodeURIComponent(name)}`, 'x-linked-etag': `"${gitBlobSha1(content)}"`, 'x-linked-size': content.length, 'content-length': 0 }).end();
  }
}

/** The store of large files. Like the real one it refuses requests that carry a token of the hub beside its own signature. */
export function answerCdn(hub: HubServer, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== undefined) return void response.writeHead(400, { 'content-type': 'text/xml' }).end('<Error>Only one auth mechanism allowed</Error>');
  const oid = new URL(request.url!, hub.cdnEndpoint).pathname.split('/').at(-1);
  const file = hub.repos.flatMap(({ commits }) => Object.values(commits).flatMap((files) => Object.values(files))).find(({ lfs, content }) => lfs && sha256(content) === oid);
  if (file === undefined) return void response.writeHead(404).end();
  send(request, response, file.content, oid!);
}

/** The content or the range of it that is asked for. */
export function send(request: IncomingMessage, response: ServerResponse, content: Buffer, etag: string): void {
  const headers = { etag: `"${etag}"`, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(content.length, to ? Number(to) + 1 : content.length);
  if (from !== undefined && start >= content.length) return void response.writeHead(416, { ...headers, 'content-range': `bytes */${content.length}` }).end();
  const range = from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${content.length}` };
  response.writeHead(from === undefined ? 200 : 206, { ...headers, ...range, 'content-length': end - start });
  response.end(request.method === 'HEAD' ? undefined : content.subarray(start, end));
}
