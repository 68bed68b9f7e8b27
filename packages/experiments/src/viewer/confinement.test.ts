import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { get, rawRequest } from './raw-request.test.helper.ts';
import { ServedFolder } from './served-folder.ts';
import { startViewer, type Viewer } from './start-viewer.ts';

const secret = 'what-nobody-may-read';
let base: string;
let viewer: Viewer;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'viewer-'));
  const runs = join(base, 'runs');
  await mkdir(join(runs, 'one', '.hidden'), { recursive: true });
  await mkdir(join(base, 'outside'));
  // Beside the folder, with a name that begins like its own.
  await mkdir(join(base, 'runs-other'));
  for (const file of ['secret.txt', 'outside/secret.txt', 'runs-other/secret.txt', 'runs/one/.env', 'runs/one/.hidden/secret.txt']) await writeFile(join(base, file), secret);
  await writeFile(join(runs, 'one', 'open.txt'), 'open to all');
  await writeFile(join(runs, 'one', 'a b%2f.txt'), 'strange name');
  await writeFile(join(runs, 'one', 'evil.js'), 'alert(1)');
  await writeFile(join(runs, 'one', 'evil.html'), '<script>alert(1)</script>');
  await symlink('open.txt', join(runs, 'one', 'inner.txt'));
  await symlink('../../secret.txt', join(runs, 'one', 'link.txt'));
  await symlink('../../outside', join(runs, 'one', 'linked'));
  await symlink('.env', join(runs, 'one', 'env.txt'));
  await symlink('loop', join(runs, 'one', 'loop'));
  viewer = await startViewer({ folder: runs });
});
afterAll(async () => {
  await viewer.close();
  await rm(base, { recursive: true });
});

test('files of the folder are sent with their type, in a sandbox, never cached; scripts only to be saved', async () => {
  const { port } = viewer;
  expect(await get(port, '/files/one/open.txt')).toMatchObject({ status: 200, body: 'open to all', headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' } });
  expect(await get(port, '/files/one/inner.txt')).toMatchObject({ status: 200, body: 'open to all' });
  expect(await get(port, '/files/one/a%20b%252f.txt')).toMatchObject({ status: 200, body: 'strange name' });
  expect(await get(port, '/files/one/open.txt', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '11' } });
  const page = await get(port, '/files/one/evil.html');
  expect(page.headers['content-security-policy']).toMatch(/^sandbox allow-scripts [^;]*; default-src 'none'/);
  expect(page.headers['content-security-policy']).not.toContain('allow-same-origin');
  expect((await get(port, '/files/one/evil.js')).headers).toMatchObject({ 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' });
});

test.each([
  '/files/../secret.txt', '/files/one/../../../secret.txt', '/files/%2e%2e/secret.txt', '/files/one/..%2f..%2f..%2fsecret.txt', '/files/one/%252e%252e/secret.txt',
  '/files/one/..\\..\\secret.txt', '/files/one/link.txt', '/files/one/linked/secret.txt', '/files/one/linked', '/files/one/.env', '/files/one/env.txt', '/files/one/%2eenv',
  '/files/one/.hidden/secret.txt', '/files/one/open.txt%00', '/files/one/open.txt%00.html', '/files/../runs-other/secret.txt', '/files/one', '/files/', '/files', '/files/one/loop', '/files//one/open.txt',
  '/files/one/%ff', '/files/one/%', '/run/../..', '/run/one', '/compare?a=../outside&b=../outside', '/compare', '/nothing', '//files/one/open.txt', 'http://127.0.0.1/files/one/open.txt', '*', `/files/${'a/'.repeat(600)}`, `/${'a'.repeat(5000)}`,
])('refused: %#', async (path) => {
  const { status, body } = await get(viewer.port, path);
  expect([400, 404, 414]).toContain(status);
  expect(body).not.toContain(secret);
});

test('only GET and HEAD, only by the names of this machine', async () => {
  const { port } = viewer;
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) expect(await get(port, '/', { method })).toMatchObject({ status: 405 });
  for (const host of ['localhost', `localhost:${port}`, 'LOCALHOST:9', '127.0.0.1', `[::1]:${port}`]) expect(await get(port, '/', { host })).toMatchObject({ status: 200 });
  for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example', 'user@localhost', 'localhost:', 'localhost:99999999', '0.0.0.0', '[::]', '', '192.168.0.1']) {
    expect([host, (await get(port, '/files/one/open.txt', { host })).status]).toEqual([host, 403]);
  }
  expect((await rawRequest(port, 'GET /files/one/open.txt HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).status).toBe(403);
  expect((await rawRequest(port, 'GET /files/one/open.txt HTTP/1.0\r\n\r\n')).status).toBe(403);
  expect((await rawRequest(port, 'nonsense\r\n\r\n')).status).toBe(400);
});

test('whatever is asked for, in whatever bytes: nothing from outside, and the server lives', async () => {
  const piece = fc.constantFrom('..', '.', '%2e%2e', '%2E.', '..%2f', '%5c', '\\', '/', '//', '%00', '%0a', '%252e%252e', '%c0%ae%c0%ae', '%ff', 'one', 'linked', 'link.txt', 'env.txt', '.env', '.hidden', 'secret.txt', 'outside', 'runs', 'runs-other', 'open.txt', '?', '#', ';', ':', '~', 'file:', 'run', 'compare?a=', '&b=', '\xff', '\t', base.slice(1), 'proc/self/environ', 'etc/passwd');
  const target = fc.tuple(fc.constantFrom('/files/', '/run/', '/compare?a=', '/', ''), fc.array(fc.oneof({ weight: 5, arbitrary: piece }, fc.string({ maxLength: 6 })), { maxLength: 12 }), fc.constantFrom('/', '')).map(([start, pieces, joint]) => start + pieces.join(joint));
  await fc.assert(
    fc.asyncProperty(target, async (path) => {
      const { status, body } = await get(viewer.port, path);
      expect(body).not.toContain(secret);
      expect(body).not.toContain('root:');
      expect([0, 200, 400, 403, 404, 414, 431, 505]).toContain(status);
    }),
    { numRuns: 400, seed: 8 },
  );
  expect(await get(viewer.port, '/files/one/open.txt')).toMatchObject({ status: 200 });
});

test('a file is what the folder holds, not what a link was put in its place for', async () => {
  const folder = await ServedFolder.at(join(base, 'runs'));
  await expect(ServedFolder.at(join(base, 'absent'))).rejects.toMatchObject({ code: 'VIEWER_FOLDER' });
  await expect(ServedFolder.at(join(base, 'secret.txt'))).rejects.toMatchObject({ code: 'VIEWER_FOLDER' });
  await expect(folder.readText(['one', 'open.txt'], 3)).rejects.toMatchObject({ code: 'VIEWER_LARGE' });
  // The folder of a file becomes a link that leads out, again and again, while the file is asked for.
  await mkdir(join(base, 'runs', 'swapped'));
  await writeFile(join(base, 'runs', 'swapped', 'secret.txt'), 'harmless');
  const read: Promise<string | null>[] = [];
  for (let i = 0; i < 100; i++) {
    read.push(folder.readText(['swapped', 'secret.txt'], 1000));
    await rename(join(base, 'runs', 'swapped'), join(base, 'runs', 'aside'));
    await symlink('../outside', join(base, 'runs', 'swapped'));
    read.push(folder.readText(['swapped', 'secret.txt'], 1000));
    await rm(join(base, 'runs', 'swapped'));
    await rename(join(base, 'runs', 'aside'), join(base, 'runs', 'swapped'));
  }
  expect(await Promise.all(read)).not.toContain(secret);
});
