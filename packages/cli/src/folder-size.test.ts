import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSize } from './folder-size.ts';

test('bytes and files of a folder; links lead nowhere; time may run out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'size-'));
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await writeFile(join(folder, 'a', 'one'), 'x'.repeat(10));
  await writeFile(join(folder, 'a', 'b', 'two'), 'x'.repeat(7));
  expect(await folderSize(folder, 10_000)).toEqual({ bytes: 17, files: 2, complete: true });
  await symlink(folder, join(folder, 'a', 'loop'));
  expect(await folderSize(folder, 10_000)).toMatchObject({ files: 3, complete: true });
  expect(await folderSize(folder, -1)).toMatchObject({ files: 0, complete: false });
  expect(await folderSize(join(folder, 'none'), 10_000)).toBeNull();
});
