import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi } from './hub-api.ts';
import { answerCdn, answerResolve } from './hub-files.ts';
import type { HubRepo } from './hub-repo.ts';
import { answerUpload, isUpload } from './hub-uploads.ts';

export interface HubServerOptions {
  repos: HubRepo[];
  /** Entries per page of a listing. */
  pageSize?: number;
  /** Tokens that are known; any of them may read private and gated repositories. */
  tokens?: string[];
  /** Those among them that may not write. */
  readTokens?: string[];
}

export interface SeenRequest {
  method: string;
  /** Path with query. */
  url: string;
  authorization: string | undefined;
  range: string | undefined;
  /** True for requests to the store of large files. */
  cdn: boolean;
}

/** Answers in place of the server; returns false to let it answer. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * A small hub on this machine for tests: the addresses, headers and error codes of the Hugging Face hub that listing, downloading
 * and pushing use, with the store of large files on a second port, and faults on demand.
 */
export class HubServer {
  readonly requests: SeenRequest[] = [];
  readonly repos: HubRepo[];
  readonly pageSize: number;
  readonly tokens: readonly string[];
  readonly readTokens: readonly string[];
  /** Large files by sha256 that were sent and may be named by a commit. */
  readonly uploads = new Map<string, Buffer>();
  /** Asked in order before every request. */
  faults: Fault[] = [];
  endpoint = '';
  cdnEndpoint = '';
  private readonly servers: Server[] = [];

  private constructor({ repos, pageSize = 1000, tokens = [], readTokens = [] }: HubServerOptions) {
    this.repos = repos;
    this.pageSize = pageSize;
    this.tokens = tokens;
    this.readTokens = readTokens;
  }

  static async start(options: HubServerOptions): Promise<HubServer> {
    const hub = new HubServer(options);
    hub.endpoint = await hub.listen((request, response) => hub.answer(request, response, false));
    hub.cdnEndpoint = await hub.listen((request, response) => hub.answer(request, response, true));
    return hub;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }

  /** Requests whose path contains the text. */
  seen(part: string): SeenRequest[] {
    return this.requests.filter(({ url }) => url.includes(part));
  }

  private async listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(handler);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse, cdn: boolean): void {
    const { method = 'GET', url = '/' } = request;
    this.requests.push({ method, url, authorization: request.headers.authorization, range: request.headers.range, cdn });
    if (this.faults.some((fault) => fault(request, response))) return;
    if (isUpload(request)) answerUpload(this, request, response).catch((error: unknown) => refuse(response, 500, '', String(error)));
    else if (cdn) answerCdn(this, request, response);
    else if (url.startsWith('/api/') && !url.startsWith('/api/resolve-cache/')) answerApi(this, request, response);
    else answerResolve(this, request, response);
  }
}

/** Ends an answer with a status and the headers by which the hub says what is wrong. */
export function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-error-code': code, 'x-error-message': message }).end(JSON.stringify({ error: message }));
}

/** The repository at the start of a path and the rest of that path, if it is there and may be seen; else the refusal is sent. */
export function findRepo(hub: HubServer, type: HubRepo['type'], path: string, request: IncomingMessage, response: ServerResponse): { repo: HubRepo; rest: string } | undefined {
  const { authorization } = request.headers;
  const known = hub.tokens.some((token) => authorization === `Bearer ${token}`);
  if (authorization !== undefined && !known) return refuse(response, 401, '', 'Invalid credentials in Authorization header') as undefined;
  for (const repo of hub.repos.filter((candidate) => candidate.type === type)) {
    if (repo.formerId !== undefined && (path === repo.formerId || path.startsWith(`${repo.formerId}/`))) {
      response.writeHead(307, { location: request.url!.replace(repo.formerId, repo.id) }).end();
      return undefined;
    }
    if ((path === repo.id || path.startsWith(`${repo.id}/`)) && (!repo.private || known)) return { repo, rest: path.slice(repo.id.length + 1) };
  }
  return refuse(response, authorization === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found') as undefined;
}

export function findCommit(repo: HubRepo, revision: string): string | undefined {
  return repo.refs[revision] ?? Object.keys(repo.commits).find((commit) => revision.length >= 7 && commit.startsWith(revision));
}
