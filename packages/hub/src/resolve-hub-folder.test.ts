import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { hubRepo } from './testing/index.ts';

let world: World;
const repo = hubRepo('dataset', 'owner/films', { 'README.md': '# films\n', 'data/train-00000.parquet': Buffer.alloc(300_000, 7), 'data/test.csv': 'text,label\n' });
const commit = repo.refs['main']!;

beforeEach(async () => {
  world = await startWorld({ repos: [repo], pageSize: 2 });
});
afterEach(() => world.stop());

test('downloads into the layout that Python shares', async () => {
  const result = await resolveHubFolder({ ...world.options, repo: 'owner/films', type: 'dataset' });
  const folder = join(world.cacheFolder, 'datasets--owner--films');
  expect(result).toEqual({ folder: join(folder, 'snapshots', commit), commit, files: ['README.md', 'data/test.csv', 'data/train-00000.parquet'], bytes: 300_019, downloadedBytes: 300_019 });
  expect(await readFile(join(folder, 'refs', 'main'), 'utf8')).toBe(commit);
  const link = await readlink(join(result.folder, 'data', 'train-00000.parquet'));
  expect(link).toMatch(/^\.\.\/\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/);
  expect((await readFile(join(result.folder, 'data', 'train-00000.parquet'))).equals(Buffer.alloc(300_000, 7))).toBe(true);
  expect(await readlink(join(result.folder, 'README.md'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
});
