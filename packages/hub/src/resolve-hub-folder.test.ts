import { lstat, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@skill-neurons/core';
import { modelFiles } from './model-files.ts';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import type { HubFolderOptions } from './types.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { gitBlobSha1, hubRepo, sha256, withStatus, fault } from './testing/index.ts';

const parquet = Buffer.alloc(300_000, 7);
const films = hubRepo('dataset', 'owner/films', { 'README.md': '# films\n', 'data/train-00000.parquet': parquet, 'data/test.csv': 'text,label\n', 'data/empty.txt': '' });
const commit = films.refs['main']!;
films.refs['v1.0'] = commit;
films.refs['refs/convert/parquet'] = commit;
const model = hubRepo('model', 'owner/tiny', {
  'config.json': '{}', 'tokenizer.json': '{"a":1}', 'vocab.json': '{}', 'merges.txt': '', 'tokenizer_config.json': '{}', 'model.safetensors': Buffer.alloc(5000, 1), 'pytorch_model.bin': Buffer.alloc(5000, 2),
  'tf_model.h5': 'x', 'onnx/model.onnx': 'x', 'README.md': 'x',
}, { formerId: 'tiny' });

let world: World;
beforeEach(async () => {
  world = await startWorld({ repos: [films, model], pageSize: 2, tokens: ['hf_good'] });
});
afterEach(() => world.stop());

const resolve = (more: Partial<HubFolderOptions> = {}) => resolveHubFolder({ ...world.options, repo: 'owner/films', type: 'dataset', ...more });

test('downloads into the layout that Python shares', async () => {
  const result = await resolve();
  const folder = join(world.cacheFolder, 'datasets--owner--films');
  expect(result).toEqual({ folder: join(folder, 'snapshots', commit), commit, files: ['README.md', 'data/empty.txt', 'data/test.csv', 'data/train-00000.parquet'], bytes: 300_019, downloadedBytes: 300_019 });
  expect(await readFile(join(folder, 'refs', 'main'), 'utf8')).toBe(commit);
  expect(await readlink(join(result.folder, 'data', 'train-00000.parquet'))).toBe(join('..', '..', '..', 'blobs', sha256(parquet)));
  expect(await readlink(join(result.folder, 'README.md'))).toBe(join('..', '..', 'blobs', gitBlobSha1(Buffer.from('# films\n'))));
  expect((await readFile(join(result.folder, 'data', 'train-00000.parquet'))).equals(parquet)).toBe(true);
  expect((await readdir(join(folder, 'blobs'))).filter((name) => name.includes('incomplete'))).toEqual([]);
  expect(await readdir(join(world.cacheFolder, '.locks', 'datasets--owner--films'))).toEqual([]);
});

test('a second time one request finds out that nothing changed, and a commit needs none', async () => {
  await resolve();
  world.hub.requests.length = 0;
  expect(await resolve()).toMatchObject({ commit, downloadedBytes: 0 });
  expect(world.hub.requests.map(({ url }) => url)).toEqual([expect.stringMatching(/^\/api\/datasets\/owner\/films\/revision\/main\?/)]);
  expect(await resolve({ revision: commit })).toMatchObject({ commit, bytes: 300_019 });
  expect(world.hub.requests).toHaveLength(1);
});

const next = 'ab'.repeat(20);
const moved = { ...films, refs: { main: next }, commits: { ...films.commits, [next]: { ...films.commits[commit]!, 'README.md': { content: Buffer.from('# new\n'), lfs: false } } } };

test('a branch that moved brings only what changed, and both commits stay', async () => {
  const first = await resolve();
  world.hub.repos[0] = moved;
  const second = await resolve();
  expect(second).toMatchObject({ commit: next, downloadedBytes: 6 });
  expect(await readFile(join(second.folder, 'README.md'), 'utf8')).toBe('# new\n');
  expect(await readFile(join(first.folder, 'README.md'), 'utf8')).toBe('# films\n');
});

test.each([['v1.0'], ['refs/convert/parquet'], [commit.slice(0, 9)]])('revision %s is looked up and noted', async (revision) => {
  expect((await resolve({ revision, files: ['README.md'] })).commit).toBe(commit);
  expect(await readFile(join(world.cacheFolder, 'datasets--owner--films', 'refs', ...revision.split('/')), 'utf8')).toBe(commit);
  expect(await resolveHubFolder({ settings: { ...world.settings, offline: true }, repo: 'owner/films', type: 'dataset', revision, files: ['README.md'] })).toMatchObject({ commit });
});

test('patterns choose files; one that fits nothing is named with what there is', async () => {
  expect((await resolve({ files: ['data/*.csv', 'README.md'] })).files).toEqual(['README.md', 'data/test.csv']);
  expect((await resolve({ files: ['**/*.{parquet,csv}'] })).files).toEqual(['data/test.csv', 'data/train-00000.parquet']);
  expect((await resolve({ files: ['*.md'] })).files).toEqual(['README.md']);
  await expect(resolve({ files: ['dta/*'] })).rejects.toMatchObject({ code: 'HUB_FILE_NOT_FOUND', kind: 'user', message: 'no file fits "dta/*"', hint: expect.stringContaining('data/test.csv') as string });
});

test('of a model only what is needed comes, safetensors before pickles, by an old name too', async () => {
  const result = await resolve({ repo: 'owner/tiny', type: 'model', files: modelFiles('owner/tiny') });
  expect(result.files).toEqual(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']);
  expect(world.hub.seen('/store/')).toHaveLength(1);
  expect((await resolve({ repo: 'tiny', type: 'model', files: ['config.json'] })).folder).toContain('models--tiny');
});

test('where links are impossible there are files, copied from a blob where one is there', async () => {
  const settings = { ...world.settings, symlinks: false };
  const { folder } = await resolve();
  world.hub.repos[0] = moved;
  const copied = await resolve({ settings });
  expect(copied).toMatchObject({ commit: next, downloadedBytes: 6 });
  for (const file of ['README.md', 'data/train-00000.parquet']) expect((await lstat(join(copied.folder, file))).isFile()).toBe(true);
  expect((await readFile(join(copied.folder, 'data', 'train-00000.parquet'))).equals(parquet)).toBe(true);
  expect((await readFile(join(folder, 'data', 'train-00000.parquet'))).equals(parquet)).toBe(true);
  expect(await resolve({ settings })).toMatchObject({ downloadedBytes: 0 });
});

test('offline: what is complete is found without a request, what is not says what is missing', async () => {
  const offline = { ...world.settings, offline: true };
  await expect(resolve({ settings: offline })).rejects.toMatchObject({ code: 'HUB_OFFLINE', kind: 'environment', where: 'owner/films@main', hint: expect.stringContaining('data download owner/films') as string });
  await resolve({ files: ['README.md'] });
  world.hub.requests.length = 0;
  expect(await resolve({ settings: offline, files: ['README.md'] })).toMatchObject({ commit });
  await expect(resolve({ settings: offline })).rejects.toMatchObject({ code: 'HUB_OFFLINE', message: expect.stringContaining('data/empty.txt, data/test.csv') as string });
  await expect(resolve({ settings: offline, revision: 'v2' })).rejects.toMatchObject({ code: 'HUB_OFFLINE', message: expect.stringContaining('no commit') as string });
  expect(world.hub.requests).toEqual([]);
});

test('without a listing, as Python leaves it, named files and whole models are found offline', async () => {
  const { folder } = await resolve({ repo: 'owner/tiny', type: 'model', files: modelFiles('owner/tiny') });
  await rm(join(world.cacheFolder, 'models--owner--tiny', 'trees'), { recursive: true });
  const offline = { repo: 'owner/tiny', type: 'model' as const, settings: { ...world.settings, offline: true } };
  expect(await resolve({ ...offline, files: modelFiles('owner/tiny') })).toMatchObject({ folder, downloadedBytes: 0 });
  await rm(join(folder, 'model.safetensors'));
  await expect(resolve({ ...offline, files: modelFiles('owner/tiny') })).rejects.toMatchObject({ code: 'HUB_OFFLINE', message: expect.stringContaining('no weights') as string });
});

test.each([
  ['refs/main', '../../../../etc'], ['refs/main', ''], ['TREE', '{"format_version":1,"files":{"../evil":{"size":1,"blob_id":"' + 'a'.repeat(40) + '"}}}'], ['TREE', 'cut off'], ['TREE', '{"format_version":2,"files":{}}'],
])('a cache whose %s holds %j is not believed', async (place, text) => {
  const { folder } = await resolve();
  await writeFile(join(world.cacheFolder, 'datasets--owner--films', place === 'TREE' ? `trees/${commit}.json` : place), text);
  expect(await resolve()).toMatchObject({ folder, commit, downloadedBytes: 0 });
  expect(await resolve({ settings: { ...world.settings, offline: true } })).toMatchObject({ folder });
});

test('a hub that does not answer is no obstacle once everything is there, and it is said', async () => {
  await resolve();
  world.hub.faults.push(fault('', withStatus(503)));
  const notes: string[] = [];
  expect(await resolve({ onNote: (note) => notes.push(note) })).toMatchObject({ commit, downloadedBytes: 0 });
  expect(notes).toEqual([expect.stringMatching(/status 503.*HUB_SERVER_ERROR.*using commit [0-9a-f]{12} from the cache/)]);
});

test('a blob of the wrong size, as an old crash leaves it, is fetched again', async () => {
  const { folder } = await resolve();
  await writeFile(join(folder, 'data', 'train-00000.parquet'), 'short');
  expect(await resolve()).toMatchObject({ downloadedBytes: 300_000 });
  expect((await readFile(join(folder, 'data', 'train-00000.parquet'))).equals(parquet)).toBe(true);
});

test('progress counts bytes up to the total', async () => {
  const events: ProgressEvent[] = [];
  await resolve({ onProgress: (event) => events.push(event) });
  expect(events.at(-1)).toEqual({ label: 'download owner/films', done: 300_019, total: 300_019, unit: 'bytes' });
  expect(events.every(({ done }, i) => done >= (events[i - 1]?.done ?? 0))).toBe(true);
});

test('files with the same content are fetched once, without waiting for oneself', async () => {
  world.hub.repos.push(hubRepo('model', 'owner/same', { 'a.bin': Buffer.alloc(1000), 'b.bin': Buffer.alloc(1000), 'c/d.bin': Buffer.alloc(1000) }));
  const notes: string[] = [];
  expect(await resolve({ repo: 'owner/same', type: 'model', onNote: (note) => notes.push(note) })).toMatchObject({ bytes: 3000, downloadedBytes: 1000 });
  expect([notes, world.hub.seen('/store/').length]).toEqual([[], 1]);
});

test('two at once fetch each file once', async () => {
  const [first, second] = await Promise.all([resolve(), resolve()]);
  expect(first!.folder).toBe(second!.folder);
  expect(first!.downloadedBytes + second!.downloadedBytes).toBe(300_019);
  expect(world.hub.seen('/store/')).toHaveLength(1);
});
