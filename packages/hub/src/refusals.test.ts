import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { writeFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './errors.ts';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import type { HubFolderOptions } from './types.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { endless, fault, hubRepo, withStatus } from './testing/index.ts';

const open = hubRepo('model', 'owner/open', { 'config.json': '{}', 'model.safetensors': 'weights' });
const gated = hubRepo('model', 'owner/gated', { 'config.json': '{}' }, { gated: true });
const hidden = hubRepo('model', 'owner/hidden', { 'config.json': '{}' }, { private: true });

let world: World;
beforeEach(async () => {
  world = await startWorld({ repos: [open, gated, hidden], tokens: ['hf_good', 'other-kind-of-token'] });
});
afterEach(async () => {
  expect(await world.around()).toEqual([]);
  await world.stop();
});

const resolve = (repo: string, more: Partial<HubFolderOptions> = {}) => resolveHubFolder({ ...world.options, repo, type: 'model', ...more });
const withToken = (token: string) => ({ settings: { ...world.settings, token } });

describe('what the hub refuses is said in one line with what to do', () => {
  test.each([
    ['owner/none', {}, 'HUB_REPO_NOT_FOUND', 'or a private one'],
    ['owner/hidden', {}, 'HUB_REPO_NOT_FOUND', 'HF_TOKEN'],
    ['owner/gated', {}, 'HUB_GATED', 'accept its terms'],
    ['owner/open', { revision: 'v9' }, 'HUB_REVISION_NOT_FOUND', 'no such branch'],
    ['owner/open', { revision: 'f'.repeat(40) }, 'HUB_REVISION_NOT_FOUND', 'no such branch'],
    ['owner/open', { files: ['vocab.txt'] }, 'HUB_FILE_NOT_FOUND', 'config.json'],
    ['../../etc', {}, 'HUB_ID_INVALID', 'owner/name'],
    ['owner/open', { revision: '../../x' }, 'HUB_REVISION_INVALID', 'main'],
  ])('%s %j: %s', async (repo, more, code, words) => {
    const error = await resolve(repo, more).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code, kind: 'user', where: expect.not.stringContaining('http') as string });
    expect((error as { oneLine: string }).oneLine).toContain(words);
  });

  test('a token that the hub does not know, and one that it knows', async () => {
    await expect(resolve('owner/open', withToken('hf_bad'))).rejects.toMatchObject({ code: 'HUB_UNAUTHORIZED', hint: expect.stringContaining('HF_TOKEN') as string });
    for (const repo of ['owner/gated', 'owner/hidden']) expect((await resolve(repo, withToken('hf_good'))).files).toEqual(['config.json']);
    expect((await resolve('owner/hidden', { ...withToken('other-kind-of-token'), files: ['config.json'] })).files).toEqual(['config.json']);
  });

  test('the token goes to the hub and never to where it redirects', async () => {
    await resolve('owner/open', withToken('hf_good'));
    expect(new Set(world.hub.requests.filter(({ cdn }) => !cdn).map(({ authorization }) => authorization))).toEqual(new Set(['Bearer hf_good']));
    expect(world.hub.requests.filter(({ cdn }) => cdn).map(({ authorization }) => authorization)).toEqual([undefined]);
  });
});

describe('a network in trouble', () => {
  test('429 and 5xx are waited for, as long as Retry-After says', async () => {
    world.hub.faults.push(fault('/revision/', withStatus(429, { 'retry-after': '1' }), 1), fault('/store/', withStatus(500), 2));
    const start = performance.now();
    expect((await resolve('owner/open')).downloadedBytes).toBe(9);
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(world.hub.seen('/store/')).toHaveLength(3);
  });

  test.each([
    [429, {}, 'HUB_RATE_LIMITED', 3],
    [429, { 'retry-after': '86400' }, 'HUB_RATE_LIMITED', 1],
    [429, { ratelimit: '"api";r=0;t=3600' }, 'HUB_RATE_LIMITED', 1],
    [500, {}, 'HUB_SERVER_ERROR', 3],
    [504, {}, 'HUB_SERVER_ERROR', 3],
    [418, {}, 'HUB_BAD_ANSWER', 1],
  ])('status %s with %j for ever: %s after %s tries', async (status, headers, code, tries) => {
    world.hub.faults.push(fault('/revision/', withStatus(status, headers)));
    await expect(resolve('owner/open')).rejects.toMatchObject({ code, kind: 'environment' });
    expect(world.hub.requests).toHaveLength(tries);
  });

  test('nobody there, and somebody who says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(resolve('owner/open', { settings: { ...world.settings, endpoint, stallSeconds: 0.05 } })).rejects.toMatchObject({ code: 'HUB_TIMEOUT', kind: 'environment' });
    sockets.forEach((socket) => socket.destroy());
    await new Promise((done) => silent.close(done));
    await expect(resolve('owner/open', { settings: { ...world.settings, endpoint } })).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', kind: 'environment', message: expect.stringContaining('refused') as string });
  });

  test('an interruption ends a wait at once', async () => {
    world.hub.faults.push(fault('/revision/', withStatus(429, { 'retry-after': '60' })));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(resolve('owner/open', { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('answers that are not a hub’s', () => {
  const html = '<html><body>Please log in to the airport network</body></html>';
  const entry = { type: 'file', path: 'config.json', size: 2, oid: 'a'.repeat(40) };
  test.each([
    ['a login page', '/revision/', withStatus(200, { 'content-type': 'text/html' }, html)],
    ['null', '/revision/', withStatus(200, {}, 'null')],
    ['no commit', '/revision/', withStatus(200, {}, '{"sha":"../../../../tmp/x"}')],
    ['a list that is none', '/tree/', withStatus(200, {}, '{"path":"x"}')],
    ['an entry without a checksum', '/tree/', withStatus(200, {}, JSON.stringify([{ ...entry, oid: '../x' }]))],
    ['an LFS checksum that is a path', '/tree/', withStatus(200, {}, JSON.stringify([{ ...entry, lfs: { oid: '../../x', size: 2 } }]))],
    ['a negative size', '/tree/', withStatus(200, {}, JSON.stringify([{ ...entry, size: -1 }]))],
    ['pages in a circle', '/tree/', (request: { headers: { host?: string }; url?: string }, response: ServerResponse) => void response.writeHead(200, { link: `<http://${request.headers.host!}${request.url!}>; rel="next"` }).end('[]')],
    ['a body for ever', '/revision/', endless()],
    ['redirects in a circle', '/revision/', (request: { url?: string }, response: ServerResponse) => void response.writeHead(302, { location: request.url! }).end()],
    ['a redirect to a file', '/revision/', withStatus(302, { location: 'file:///etc/passwd' })],
  ])('%s', async (_name, part, answer) => {
    world.hub.faults.push(fault(part, answer));
    await expect(resolve('owner/open')).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER', kind: 'environment' });
  });
});

describe('the disk', () => {
  test('a file larger than the free space is not begun', async () => {
    const huge = hubRepo('model', 'owner/huge', { 'model.bin': 'x' });
    Object.values(huge.commits)[0]!['model.bin']!.listed = { size: 2 ** 43 };
    world.hub.repos.push(huge);
    await expect(resolve('owner/huge')).rejects.toMatchObject({ code: 'HUB_DISK_FULL', kind: 'environment', message: expect.stringContaining(String(2 ** 43)) as string });
    expect(world.hub.seen('/resolve/')).toEqual([]);
  });

  test.each([['ENOSPC', 'HUB_DISK_FULL'], ['EDQUOT', 'HUB_DISK_FULL'], ['EROFS', 'HUB_CACHE_WRITE'], ['EIO', 'HUB_CACHE_WRITE']])('%s while writing: %s', (code, expected) => {
    expect(diskError('/cache', Object.assign(new Error(code), { code, syscall: 'write' }))).toMatchObject({ code: expected, kind: 'environment', where: '/cache' });
  });

  test('a cache that cannot be written', async () => {
    await mkdir(dirname(world.cacheFolder), { recursive: true });
    await writeFile(world.cacheFolder, 'a file where the folder should be');
    await expect(resolve('owner/open')).rejects.toMatchObject({ code: 'HUB_CACHE_WRITE', kind: 'environment', hint: expect.stringContaining('HF_HUB_CACHE') as string });
  });
});
