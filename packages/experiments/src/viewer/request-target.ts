import { plainPath } from './plain-name.ts';

export interface RequestTarget {
  /** First name of the path: which page. */
  page: string;
  /** The names after it. */
  names: string[];
  query: URLSearchParams;
}

const longestTarget = 4096;

/** A request's target, decoded once; or the status code that refuses it. */
export function parseTarget(url: string): RequestTarget | number {
  if (url.length > longestTarget) return 414;
  // A proxy's absolute form, `*` and anything else that is no path of this server.
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(url)) return 400;
  const [path = '', ...query] = url.slice(1).split('?');
  let decoded: string[];
  try {
    decoded = path.split('/').map(decodeURIComponent);
  } catch {
    return 400;
  }
  // A separator that was encoded would make two names of one.
  if (decoded.some((name) => name.includes('/'))) return 400;
  const [page = '', ...rest] = decoded;
  const names = plainPath(rest.join('/'));
  return names === null ? 404 : { page, names, query: new URLSearchParams(query.join('?')) };
}

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a Host header names this machine. A page from elsewhere whose name was made to point here (DNS rebinding) comes with
 * its own. The port may be another: that of a tunnel.
 */
export function isOwnHost(hosts: readonly string[] | undefined): boolean {
  if (hosts?.length !== 1) return false;
  const [, name, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(hosts[0]!.toLowerCase()) ?? [];
  return name !== undefined && ownNames.has(name) && (port === undefined || Number(port) < 65536);
}
