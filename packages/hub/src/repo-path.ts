import { hubError } from './errors.ts';

const maximumSegment = 255;
const maximumPath = 1000;

/** What is wrong with a path that no git tree can hold: whoever lists it is not to be trusted. */
export function impossiblePath(path: string): string | undefined {
  if (path === '') return 'an empty file name';
  if (path.includes('\0')) return 'a file name with a NUL';
  if (path.startsWith('/')) return 'an absolute path';
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'a path that leaves its folder';
  return undefined;
}

/** What is wrong with a path that would be unsafe or impossible as a file below the cache on some system. */
export function unsafePath(path: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(path)) return 'a file name with control characters';
  if (path.includes('\\')) return 'a file name with a backslash';
  if (path.split('/').some((part) => /^[A-Za-z]:/.test(part))) return 'a file name with a drive letter';
  if (path.split('/').some((part) => part.toLowerCase() === '.git')) return 'a path into .git';
  if (Buffer.byteLength(path) > maximumPath || path.split('/').some((part) => Buffer.byteLength(part) > maximumSegment)) return 'a file name that is too long';
  return undefined;
}

/** @throws HUB_UNSAFE_PATH when one path is the folder of another, or given twice: a file's link would become a folder. */
export function checkNoOverlap(paths: readonly string[], where: string): void {
  const files = new Set<string>();
  for (const path of paths) {
    if (files.has(path)) throw refusePath(where, path, 'a path listed twice');
    files.add(path);
  }
  for (const path of paths) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (files.has(path.slice(0, slash))) throw refusePath(where, path, 'a path below a file');
    }
  }
}

export function refusePath(where: string, path: string, problem: string) {
  return hubError({ code: 'HUB_UNSAFE_PATH', message: `the repository lists ${problem}: ${JSON.stringify(path.slice(0, 100))}`, where, hint: 'nothing was written; tell the owner of the repository, or check HF_ENDPOINT' });
}
