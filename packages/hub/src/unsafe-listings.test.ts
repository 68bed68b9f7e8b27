import { lstat, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { fault, gitBlobSha1, hubRepo, withStatus } from './testing/index.ts';

const content = Buffer.from('gotcha');
const harmless = hubRepo('model', 'owner/model', { 'config.json': content });

let world: World;
beforeEach(async () => {
  world = await startWorld({ repos: [harmless] });
});
afterEach(async () => {
  expect(await world.around()).toEqual([]);
  await world.stop();
});

const entry = (path: unknown) => ({ type: 'file', path, size: content.length, oid: gitBlobSha1(content) });

/** The hub lists these entries, and sends the same content whatever is asked for. */
function listing(entries: unknown[]): void {
  world.hub.faults = [
    fault('/tree/', withStatus(200, {}, JSON.stringify(entries))),
    fault('/resolve/', (_request, response) => void response.writeHead(200, { 'content-length': content.length }).end(content)),
  ];
}
const resolve = () => resolveHubFolder({ ...world.options, repo: 'owner/model', type: 'model' });

test.each([
  ['../evil'], ['a/../../evil'], ['a/..'], ['..'], ['.'], ['./evil'], ['/etc/evil'], ['//host/share'], ['a//b'], [''], ['a\0b'], ['a\nb'],
  ['..\\evil'], ['a\\..\\..\\evil'], ['\\\\host\\share\\evil'], ['C:\\evil'], ['C:evil'], ['a/C:evil'], ['x'.repeat(300)], [`${'d/'.repeat(600)}f`], ['.git/hooks/pre-commit'], ['a/.GIT/config'],
])('a file called %j is refused', async (path) => {
  listing([entry('config.json'), entry(path)]);
  await expect(resolve()).rejects.toMatchObject({ code: 'HUB_UNSAFE_PATH', kind: 'environment' });
  expect(await readdir(world.cacheFolder).catch(() => [])).toEqual([]);
});

test.each([[['a', 'a/b']], [['a/b', 'a']], [['a', 'a']], [['a/b/c', 'a']]])('a file that is also a folder or is listed twice: %j', async (paths) => {
  listing(paths.map(entry));
  await expect(resolve()).rejects.toMatchObject({ code: 'HUB_UNSAFE_PATH' });
});

test('names that are only unusual come as they are', async () => {
  const names = ['...', '-rf', 'a b', 'ä', '.hidden', 'con', '%2e%2e', '~', '$HOME', 'a/..b/c..', 'x'.repeat(200)];
  listing(names.map(entry));
  const { folder, files } = await resolve();
  expect(files).toEqual([...names].sort());
  for (const name of names) expect((await lstat(join(folder, name))).isSymbolicLink()).toBe(true);
});

test('a link in the snapshot that leads out of it is not written through', async () => {
  const snapshot = join(world.cacheFolder, 'models--owner--model', 'snapshots', harmless.refs['main']!);
  await mkdir(snapshot, { recursive: true });
  await symlink(join(world.cacheFolder, '..'), join(snapshot, 'data'));
  listing([entry('data/evil')]);
  await expect(resolve()).rejects.toMatchObject({ code: 'HUB_UNSAFE_PATH' });
});

test('property: whatever is listed, it is refused with a code or lies inside the snapshot', async () => {
  const piece = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'b', '\\', 'C:', '\0', '.git'), fc.string({ maxLength: 6 }));
  const path = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('/'));
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 3 }), async (paths) => {
      await rm(world.cacheFolder, { recursive: true, force: true });
      listing(paths.map(entry));
      try {
        const { folder, files } = await resolve();
        for (const file of files) expect(join(folder, file).startsWith(folder)).toBe(true);
      } catch (error) {
        if (!isSkillNeuronsError(error)) throw error;
        expect(['HUB_UNSAFE_PATH', 'HUB_CACHE_WRITE']).toContain(error.code);
      }
      expect(await world.around()).toEqual([]);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('property: an answer that is broken anywhere is refused with a code', async () => {
  const good = JSON.stringify([entry('config.json'), { type: 'directory', path: 'data', size: 0, oid: 'a'.repeat(40) }]);
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.string({ maxLength: 3 }), fc.nat(20), async (at, inserted, removed) => {
      await rm(world.cacheFolder, { recursive: true, force: true });
      listing([]);
      world.hub.faults[0] = fault('/tree/', withStatus(200, {}, good.slice(0, at) + inserted + good.slice(at + removed)));
      try {
        await resolve();
      } catch (error) {
        if (!isSkillNeuronsError(error)) throw error;
        expect(error.code).toMatch(/^HUB_/);
      }
    }),
    { numRuns: 100, seed: 1 },
  );
});
