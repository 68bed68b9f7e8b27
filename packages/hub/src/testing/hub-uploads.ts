import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256, type HubRepo, type HubRepoFile } from './hub-repo.ts';
import { findRepo, refuse, type HubServer } from './hub-server.ts';

/** Files that the hub keeps outside git, as it decides by their names. */
const isLarge = (path: string) => /\.(safetensors|bin|pt|parquet)$/.test(path);

/** True for requests that write, which {@link answerUpload} answers. */
export function isUpload({ method }: IncomingMessage): boolean {
  return method === 'POST' || method === 'PUT';
}

/** Creating repositories and branches, and the three steps of a commit: which files are large, where to put these, the commit. */
export async function answerUpload(hub: HubServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const path = decodeURIComponent(new URL(request.url!, hub.endpoint).pathname);
  const token = request.headers.authorization?.replace('Bearer ', '');
  if (path.startsWith('/upload/')) return storeLarge(hub, path, body, token, response);
  if (token === undefined || !hub.tokens.includes(token)) return refuse(response, 401, '', token === undefined ? 'You must be authenticated' : 'Invalid credentials in Authorization header');
  if (hub.readTokens.includes(token)) return refuse(response, 403, '', 'Your token has no right to write');
  if (path === '/api/repos/create') return createRepo(hub, JSON.parse(body.toString()) as NewRepo, response);
  const [, kind = 'model', rest] = /^\/api\/(model|dataset)s\/(.+)$/.exec(path) ?? [undefined, path.startsWith('/datasets/') ? 'dataset' : 'model', path.replace(/^\/(datasets\/)?/, '').replace('.git/info/', '/info/')];
  const found = findRepo(hub, kind as HubRepo['type'], rest!, request, response);
  if (found === undefined) return;
  const { repo, rest: action } = found;
  const [what, ...others] = action.split('/');
  const revision = others.join('/');
  if (what === 'info') return lfsBatch(hub, repo, JSON.parse(body.toString()) as LfsBatch, response);
  if (what === 'branch') {
    repo.refs[revision] = repo.refs['main']!;
    return json(response, {});
  }
  if (repo.refs[revision] === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
  if (what === 'preupload') {
    const { files } = JSON.parse(body.toString()) as { files: { path: string }[] };
    return json(response, { files: files.map(({ path: file }) => ({ path: file, uploadMode: isLarge(file) ? 'lfs' : 'regular', shouldIgnore: false })) });
  }
  if (what === 'commit') return commit(hub, repo, revision, body.toString(), response);
  return refuse(response, 404, '', 'Not found');
}

interface NewRepo {
  /** Python leaves it out for models, and says `private` for what is `visibility` elsewhere. */
  type?: HubRepo['type'];
  name: string;
  organization: string;
  visibility?: string;
  private?: boolean;
}

function createRepo(hub: HubServer, { type = 'model', name, organization, visibility, private: hidden = visibility === 'private' }: NewRepo, response: ServerResponse): void {
  const id = `${organization}/${name}`;
  if (organization === 'others') return refuse(response, 403, '', `You don't have the rights to create a ${type} under the namespace "${organization}"`);
  if (hub.repos.some((repo) => repo.id === id && repo.type === type)) return refuse(response, 409, '', `You already created this ${type} repo`);
  const first = createHash('sha1').update(id).digest('hex');
  hub.repos.push({ type, id, refs: { main: first }, commits: { [first]: { '.gitattributes': { content: Buffer.from('*.safetensors filter=lfs\n'), lfs: false } } }, private: hidden });
  json(response, { url: `${hub.endpoint}/${id}`, name: id, id });
}

interface LfsBatch {
  objects: { oid: string; size: number }[];
}

function lfsBatch(hub: HubServer, repo: HubRepo, { objects }: LfsBatch, response: ServerResponse): void {
  const known = (oid: string) => hub.uploads.has(oid) || Object.values(repo.commits).some((files) => Object.values(files).some(({ lfs, content }) => lfs && sha256(content) === oid));
  json(response, {
    transfer: 'basic',
    objects: objects.map(({ oid, size }) => ({ oid, size, authenticated: true, ...(!known(oid) && { actions: { upload: { href: `${hub.cdnEndpoint}/upload/${oid}?signature=x` } } }) })),
  });
}

/** The store of large files refuses a token of the hub beside its own signature, and content under another name than its own. */
function storeLarge(hub: HubServer, path: string, body: Buffer, token: string | undefined, response: ServerResponse): void {
  const oid = path.split('/').at(-1)!;
  if (token !== undefined || sha256(body) !== oid) return void response.writeHead(400).end();
  hub.uploads.set(oid, body);
  response.writeHead(200, { etag: `"${oid}"` }).end();
}

type Operation =
  | { key: 'header'; value: { summary: string } }
  | { key: 'file'; value: { path: string; content: string } }
  | { key: 'lfsFile'; value: { path: string; oid: string } };

function commit(hub: HubServer, repo: HubRepo, revision: string, body: string, response: ServerResponse): void {
  const files: Record<string, HubRepoFile> = { ...repo.commits[repo.refs[revision]!]! };
  for (const { key, value } of body.trim().split('\n').map((line) => JSON.parse(line) as Operation)) {
    if (key === 'file') files[value.path] = { content: Buffer.from(value.content, 'base64'), lfs: false };
    if (key !== 'lfsFile') continue;
    const content = hub.uploads.get(value.oid) ?? Object.values(files).find((file) => sha256(file.content) === value.oid)?.content;
    if (content === undefined) return refuse(response, 400, '', `LFS object ${value.oid} is not there`);
    files[value.path] = { content, lfs: true };
  }
  const oid = createHash('sha1').update(repo.refs[revision]!).update(body).digest('hex');
  repo.commits[oid] = files;
  repo.refs[revision] = oid;
  json(response, { success: true, commitOid: oid, commitUrl: `${hub.endpoint}/${repo.id}/commit/${oid}`, hookOutput: '' });
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
