import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitBlobSha1, lfsPointer, sha256, type HubRepo } from './hub-repo.ts';
import { findCommit, findRepo, refuse, type HubServer } from './hub-server.ts';

/** `/api/models/ID/revision/REVISION` and `/api/models/ID/tree/REVISION`, and the same for data sets. */
export function answerApi(hub: HubServer, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, hub.endpoint);
  const [, kind, path] = /^\/api\/(model|dataset)s\/(.+)$/.exec(url.pathname) ?? [];
  if (kind === undefined || path === undefined) return refuse(response, 404, '', 'Not found');
  const found = findRepo(hub, kind as HubRepo['type'], path, request, response);
  if (found === undefined) return;
  const { repo, rest } = found;
  const [what = 'revision', encoded = 'main'] = rest === '' ? [] : rest.split('/');
  const revision = decodeURIComponent(encoded);
  const commit = findCommit(repo, revision);
  if (commit === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
  const body = what === 'tree' ? page(hub, response, url, listing(repo, commit)) : info(repo, commit);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-repo-commit': commit }).end(JSON.stringify(body));
}

function info(repo: HubRepo, commit: string): object {
  return {
    _id: '0123456789abcdef01234567', id: repo.id, sha: commit, private: repo.private ?? false, gated: repo.gated ? 'auto' : false, disabled: false,
    downloads: 1, likes: 0, tags: [], lastModified: '2024-01-01T00:00:00.000Z', createdAt: '2024-01-01T00:00:00.000Z',
    siblings: Object.keys(repo.commits[commit]!).map((rfilename) => ({ rfilename })),
  };
}

function listing(repo: HubRepo, commit: string): object[] {
  const files = Object.entries(repo.commits[commit]!);
  const folders = new Set(files.flatMap(([path]) => path.split('/').slice(0, -1).map((_, depth, parts) => parts.slice(0, depth + 1).join('/'))));
  return [
    ...[...folders].map((path) => ({ type: 'directory', oid: gitBlobSha1(Buffer.from(path)), size: 0, path })),
    ...files.map(([path, { content, lfs, listed }]) => {
      const size = listed?.size ?? content.length;
      if (!lfs) return { type: 'file', oid: listed?.oid ?? gitBlobSha1(content), size, path };
      const pointer = lfsPointer(content);
      return { type: 'file', oid: gitBlobSha1(Buffer.from(pointer)), size, lfs: { oid: listed?.oid ?? sha256(content), size, pointerSize: pointer.length }, path };
    }),
  ];
}

function page(hub: HubServer, response: ServerResponse, url: URL, entries: object[]): object[] {
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const end = start + hub.pageSize;
  if (end < entries.length) {
    const next = new URL(url);
    next.searchParams.set('cursor', String(end));
    response.setHeader('link', `<${next.href}>; rel="next"`);
  }
  return entries.slice(start, end);
}
