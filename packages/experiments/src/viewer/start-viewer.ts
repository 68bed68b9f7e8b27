import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SkillNeuronsError } from '@skill-neurons/core';
import { routes, type Answer } from './routes.ts';
import { RunLibrary } from './run-library.ts';
import { ServedFolder } from './served-folder.ts';

export interface ViewerOptions {
  /** A run, or a folder of runs. */
  folder: string;
  /** 0, the default: a free one. */
  port?: number | undefined;
}

/** A viewer that runs. */
export interface Viewer {
  url: string;
  port: number;
  /** Ends every connection and both listeners. */
  close(): Promise<void>;
}

const attempts = 10;
/** A machine may lack IPv6. */
const absent = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT']);

/**
 * Serves the runs of a folder to this machine's own browsers, read-only, on 127.0.0.1 and, where there is one, ::1.
 * @throws VIEWER_FOLDER, VIEWER_PORT
 */
export async function startViewer({ folder, port = 0 }: ViewerOptions): Promise<Viewer> {
  const served = await ServedFolder.at(folder);
  const library = new RunLibrary(served);
  const { servers, port: taken } = await listenOnLoopback(routes(served, library), port);
  return {
    url: `http://127.0.0.1:${taken}/`,
    port: taken,
    close: async () => {
      library.close();
      await Promise.all(servers.map(closed));
    },
  };
}

async function listenOnLoopback(answer: Answer, port: number): Promise<{ servers: Server[]; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const first = await listen(answer, '127.0.0.1', port);
    if (!('server' in first)) throw notListening(first, port);
    const chosen = (first.server.address() as AddressInfo).port;
    const second = await listen(answer, '::1', chosen);
    if ('server' in second) return { servers: [first.server, second.server], port: chosen };
    if (absent.has(second.code ?? '')) return { servers: [first.server], port: chosen };
    await closed(first.server);
    // A free port of 127.0.0.1 may be taken on ::1.
    if (port !== 0 || attempt === attempts) throw notListening(second, chosen);
  }
}

function listen(answer: Answer, host: string, port: number): Promise<{ server: Server } | NodeJS.ErrnoException> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 5000 }, (request, response) => void answer(request, response));
  server.maxConnections = 100;
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ host, port, ipv6Only: true }, () => {
      server.removeAllListeners('error');
      resolve({ server });
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function notListening(cause: NodeJS.ErrnoException, port: number): SkillNeuronsError {
  const inUse = cause.code === 'EADDRINUSE';
  return new SkillNeuronsError({
    code: 'VIEWER_PORT',
    message: inUse ? `port ${port} is in use` : `cannot listen on port ${port}: ${cause.code ?? cause.message}`,
    hint: inUse ? 'give another with --port, or leave it out for a free one' : 'give another with --port, from 1024 on, or leave it out for a free one',
    kind: 'environment',
    cause,
  });
}
