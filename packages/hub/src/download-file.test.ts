import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import type { HubFolderOptions } from './types.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { endless, fault, hubRepo, onlyPart, sha256 } from './testing/index.ts';

const content = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 31 + (i >> 8)) % 256));
const repo = hubRepo('model', 'owner/big', { 'model.bin': content, 'config.json': '{"a":1}' });

let world: World;
beforeEach(async () => {
  world = await startWorld({ repos: [repo] });
});
afterEach(() => world.stop());

const blobs = () => join(world.cacheFolder, 'models--owner--big', 'blobs');
const incomplete = () => join(blobs(), `${sha256(content)}.node.incomplete`);
const resolve = (more: Partial<HubFolderOptions> = {}) => resolveHubFolder({ ...world.options, repo: 'owner/big', type: 'model', files: ['model.bin'], ...more });
const ranges = () => world.hub.seen('/store/').map(({ range }) => range);

async function expectWhole(folder: string): Promise<void> {
  expect((await readFile(join(folder, 'model.bin'))).equals(content)).toBe(true);
  expect(await readdir(blobs())).toEqual([sha256(content)]);
}

test('a connection that is cut is taken up where it stopped', async () => {
  world.hub.faults.push(fault('/store/', onlyPart(content, 100_000, 'cut'), 2));
  const { folder, downloadedBytes } = await resolve();
  await expectWhole(folder);
  // How much of a piece arrives before the cut is seen varies; no byte comes twice.
  expect(ranges()).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)]);
  expect(downloadedBytes).toBe(content.length);
});

test('a connection that stalls is given up and taken up again', async () => {
  world.hub.faults.push(fault('/store/', onlyPart(content, 100_000, 'stall'), 2));
  // On a busy machine a sound answer may take longer than this too: hence many attempts.
  const { folder, downloadedBytes } = await resolve({ settings: { ...world.settings, stallSeconds: 1, attempts: 50 } });
  await expectWhole(folder);
  expect(ranges().length).toBeGreaterThanOrEqual(3);
  expect(downloadedBytes).toBe(content.length);
});

test('a connection that only stalls ends in a timeout', async () => {
  world.hub.faults.push(fault('/store/', onlyPart(content, 0, 'stall')));
  await expect(resolve({ settings: { ...world.settings, stallSeconds: 0.3, attempts: 2 } })).rejects.toMatchObject({ code: 'HUB_TIMEOUT', kind: 'environment' });
});

test('what an earlier run left is completed by the next', async () => {
  world.hub.faults.push(fault('/store/', onlyPart(content, 50_000, 'cut')));
  await expect(resolve()).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', kind: 'environment' });
  const left = await readFile(incomplete());
  expect(left.length).toBeGreaterThan(0);
  expect(left.equals(content.subarray(0, left.length))).toBe(true);
  world.hub.faults.length = 0;
  const { folder, downloadedBytes } = await resolve();
  await expectWhole(folder);
  expect(downloadedBytes).toBe(content.length - left.length);
});

test('an interrupted run keeps its part and leaves no lock', async () => {
  world.hub.faults.push(fault('/store/', onlyPart(content, 120_000, 'stall')));
  const controller = new AbortController();
  const running = resolve({ signal: controller.signal, onProgress: ({ done }) => done >= 120_000 && controller.abort() });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect((await readFile(incomplete())).length).toBe(120_000);
  expect(await readdir(join(world.cacheFolder, '.locks', 'models--owner--big'))).toEqual([]);
});

test('a hub that knows no ranges sends the whole again', async () => {
  await mkdir(blobs(), { recursive: true });
  await writeFile(incomplete(), content.subarray(0, 1000));
  world.hub.faults.push(fault('/store/', (_request, response) => void response.writeHead(200, { 'content-length': content.length }).end(content)));
  await expectWhole((await resolve()).folder);
  expect(ranges()).toEqual(['bytes=1000-']);
});

test('a part that is not a beginning of the file is thrown away', async () => {
  await mkdir(blobs(), { recursive: true });
  await writeFile(incomplete(), Buffer.alloc(1000, 'x'));
  await expectWhole((await resolve()).folder);
  expect(ranges()).toEqual(['bytes=1000-', undefined]);
});

test('a part longer than the file is thrown away', async () => {
  await mkdir(blobs(), { recursive: true });
  await writeFile(incomplete(), Buffer.concat([content, Buffer.alloc(10)]));
  await expectWhole((await resolve()).folder);
});

describe('content that is not what the hub lists is refused, and nothing of it kept as a file', () => {
  const changed = Buffer.from(content);
  changed[5]! ^= 1;
  const sends = (body: Buffer, headers = {}) => (_request: unknown, response: ServerResponse) => void response.writeHead(200, { 'content-length': body.length, ...headers }).end(body);
  test.each([
    ['one bit off', [fault('/store/', sends(changed))], 'HUB_HASH_MISMATCH'],
    ['a body longer than it says', [fault('/store/', endless())], 'HUB_SIZE_MISMATCH'],
    ['longer, and says so', [fault('/store/', sends(Buffer.concat([content, content])))], 'HUB_SIZE_MISMATCH'],
    ['shorter, and says so', [fault('/store/', sends(content.subarray(0, 10)))], 'HUB_SIZE_MISMATCH'],
    ['another etag', [fault('/resolve/', sends(content, { 'x-repo-commit': repo.refs['main']!, 'x-linked-etag': `"${'0'.repeat(64)}"` }))], 'HUB_HASH_MISMATCH'],
    ['another linked size', [fault('/resolve/', sends(content, { 'x-repo-commit': repo.refs['main']!, 'x-linked-size': '12' }))], 'HUB_SIZE_MISMATCH'],
    ['another commit', [fault('/resolve/', sends(content, { 'x-repo-commit': '0'.repeat(40) }))], 'HUB_BAD_ANSWER'],
  ])('%s', async (_name, faults, code) => {
    world.hub.faults.push(...faults);
    await expect(resolve()).rejects.toMatchObject({ code, kind: 'environment' });
    expect((await readdir(blobs())).filter((file) => !file.endsWith('.incomplete'))).toEqual([]);
    expect(await readdir(join(world.cacheFolder, 'models--owner--big'))).not.toContain('refs');
  });

  test('another range than was asked for', async () => {
    await mkdir(blobs(), { recursive: true });
    await writeFile(incomplete(), content.subarray(0, 1000));
    world.hub.faults.push(fault('/store/', (_request, response) => void response.writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` }).end(content)));
    await expect(resolve()).rejects.toMatchObject({ code: 'HUB_SIZE_MISMATCH' });
  });
});
