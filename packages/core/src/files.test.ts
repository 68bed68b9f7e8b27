import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonFile, readTextFile, writeFileAtomic } from './files.ts';

const folder = () => mkdtemp(join(tmpdir(), 'core-files-'));

test('an atomic write replaces the content and leaves no temporary file', async () => {
  const dir = await folder();
  const path = join(dir, 'sub', 'a.txt');
  await writeFileAtomic(path, 'old');
  await writeFileAtomic(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(join(dir, 'sub'))).toEqual(['a.txt']);
});

test('a missing file and broken JSON name the path and a code', async () => {
  const dir = await folder();
  const path = join(dir, 'x.json');
  await expect(readTextFile(path)).rejects.toMatchObject({ code: 'FILE_READ', where: path });
  await writeFileAtomic(path, '{"a":');
  await expect(readJsonFile(path)).rejects.toMatchObject({ code: 'FILE_JSON', where: path });
});

test('a path through a file is a write error that names the path', async () => {
  const dir = await folder();
  await writeFileAtomic(join(dir, 'file'), 'x');
  const path = join(dir, 'file', 'below');
  await expect(writeFileAtomic(path, 'y')).rejects.toMatchObject({ code: 'FILE_WRITE', where: path, kind: 'environment' });
});
