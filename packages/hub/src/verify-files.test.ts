import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listCached, originOf } from './cached-repos.ts';
import { modelFiles } from './model-files.ts';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import { removeDamaged, verifyAgainst, verifyCached, verifyListed } from './verify-files.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { hubRepo, sha256 } from './testing/index.ts';

const repo = hubRepo('model', 'owner/model', { 'config.json': '{"a":1}', 'model.safetensors': Buffer.alloc(1000, 3), 'sub/notes.txt': 'x', 'never-fetched.txt': 'y' });
const commit = repo.refs['main']!;
let world: World;
let folder: string;
const files = ['config.json', 'model.safetensors', 'sub/*'];
beforeEach(async () => {
  world = await startWorld({ repos: [repo] });
  ({ folder } = await resolveHubFolder({ ...world.options, repo: 'owner/model', type: 'model', files }));
  world.hub.requests.length = 0;
});
afterEach(() => world.stop());

const verify = async () => {
  const result = await verifyCached({ ...world.options, repo: 'owner/model', type: 'model' });
  expect(world.hub.requests).toEqual([]);
  return result.files.map(({ path, state }) => `${path} ${state}`);
};
const good = ['config.json good', 'model.safetensors good', 'sub/notes.txt good'];

test.each([['with its listing', true], ['by the names of its blobs', false]])('a whole download is good, %s', async (_name, listing) => {
  if (!listing) await rm(join(world.cacheFolder, 'models--owner--model', 'trees'), { recursive: true });
  expect(await verify()).toEqual(good);
  await writeFile(join(folder, 'config.json'), '{"a":2}');
  await truncate(join(folder, 'model.safetensors'), 999);
  expect(await verify()).toEqual(['config.json damaged', 'model.safetensors damaged', 'sub/notes.txt good']);
  await rm(join(world.cacheFolder, 'models--owner--model', 'blobs'), { recursive: true });
  expect(await verify()).toEqual(good.map((line) => line.replace('good', 'missing')));
});

test('damaged files that are removed come again with the next download', async () => {
  await writeFile(join(folder, 'config.json'), '{"a":2}');
  const download = () => resolveHubFolder({ ...world.options, repo: 'owner/model', type: 'model', files });
  expect((await download()).downloadedBytes).toBe(0);
  await removeDamaged(folder, (await verifyCached({ ...world.options, repo: 'owner/model', type: 'model' })).files);
  expect((await download()).downloadedBytes).toBe(7);
  world.hub.requests.length = 0;
  expect(await verify()).toEqual(good);
});

test('of a link that leads out of the cache the link alone is removed', async () => {
  const own = join(await mkdtemp(join(tmpdir(), 'own-')), 'config.json');
  await writeFile(own, '{"mine":1}');
  await unlink(join(folder, 'config.json'));
  await symlink(own, join(folder, 'config.json'));
  const { files: found } = await verifyCached({ ...world.options, repo: 'owner/model', type: 'model' });
  expect(found.find(({ path }) => path === 'config.json')?.state).toBe('damaged');
  await removeDamaged(folder, found);
  expect(await verify()).toEqual(good.slice(1));
  expect(await readFile(own, 'utf8')).toBe('{"mine":1}');
});

test('copies without links or listing cannot be judged, and say so', async () => {
  await rm(join(world.cacheFolder, 'models--owner--model', 'trees'), { recursive: true });
  await unlink(join(folder, 'config.json'));
  await writeFile(join(folder, 'config.json'), '{}');
  expect(await verify()).toEqual(['config.json unknown', ...good.slice(1)]);
});

test('what was never fetched is an error', async () => {
  await expect(verifyCached({ ...world.options, repo: 'owner/other', type: 'model' })).rejects.toMatchObject({ code: 'HUB_NOT_CACHED', where: 'owner/other@main' });
});

test('a folder of one’s own against the hub', async () => {
  const own = await mkdtemp(join(tmpdir(), 'own-'));
  try {
    await mkdir(join(own, 'sub'));
    await expect(verifyAgainst(own, { ...world.options, repo: 'owner/model', type: 'model' })).rejects.toMatchObject({ code: 'HUB_NOTHING_TO_VERIFY' });
    await copyFile(join(folder, 'model.safetensors'), join(own, 'model.safetensors'));
    await writeFile(join(own, 'sub', 'notes.txt'), 'changed');
    await writeFile(join(own, 'mine.txt'), 'not the hub’s');
    const { files: checked } = await verifyAgainst(own, { ...world.options, repo: 'owner/model', type: 'model' });
    expect(checked.map(({ path, state }) => `${path} ${state}`)).toEqual(['model.safetensors good', 'sub/notes.txt damaged']);
    const offline = await verifyAgainst(own, { settings: { ...world.settings, offline: true }, repo: 'owner/model', type: 'model' });
    expect(offline.files).toEqual(checked);
  } finally {
    await rm(own, { recursive: true });
  }
});

test('a folder with its own list of checksums', async () => {
  await expect(verifyListed(folder)).rejects.toMatchObject({ code: 'CHECKSUMS_MISSING' });
  const list = join(folder, 'checksums.json');
  await writeFile(list, JSON.stringify({ 'model.safetensors': sha256(Buffer.alloc(1000, 3)), 'config.json': '0'.repeat(64), 'gone.txt': '1'.repeat(64) }));
  expect((await verifyListed(folder)).files.map(({ path, state }) => `${path} ${state}`)).toEqual(['model.safetensors good', 'config.json damaged', 'gone.txt missing']);
  for (const wrong of ['[]', '{"a": "short"}', JSON.stringify({ '../../x': '0'.repeat(64) })]) {
    await writeFile(list, wrong);
    await expect(verifyListed(folder)).rejects.toMatchObject({ code: 'CHECKSUMS_INVALID', where: list });
  }
});

test('the cache is listed by repository and commit', async () => {
  await mkdir(join(world.cacheFolder, 'models--not a repo'));
  await mkdir(join(world.cacheFolder, 'blobs'));
  expect(await listCached('model', world.settings)).toEqual([{ repo: 'owner/model', commit, refs: ['main'], folder, files: ['config.json', 'model.safetensors', 'sub/notes.txt'], bytes: 1008 }]);
  expect(originOf(folder)).toEqual({ repo: 'owner/model', type: 'model', commit });
  for (const other of [world.cacheFolder, join(folder, 'sub'), join(world.cacheFolder, 'x', 'snapshots', commit)]) expect(originOf(other)).toBeUndefined();
  expect(await listCached('dataset', world.settings)).toEqual([]);
  expect(await listCached('model', { ...world.settings, cacheFolder: join(folder, 'nowhere') })).toEqual([]);
});

describe('what a model needs', () => {
  const choose = (paths: string[]) => (modelFiles('owner/model') as (paths: readonly string[]) => readonly string[])(paths);
  test.each([
    [['config.json', 'tokenizer.json', 'vocab.json', 'merges.txt', 'model.safetensors', 'pytorch_model.bin', 'tf_model.h5'], ['config.json', 'tokenizer.json', 'model.safetensors']],
    [['config.json', 'vocab.json', 'merges.txt', 'pytorch_model.bin'], ['config.json', 'vocab.json', 'merges.txt', 'pytorch_model.bin']],
    [['config.json', 'spiece.model', 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin'], ['config.json', 'spiece.model', 'model.safetensors.index.json', 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']],
    // A shard is missing: the other form is whole.
    [['config.json', 'vocab.txt', 'model-00001-of-00002.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin'], ['config.json', 'vocab.txt', 'pytorch_model.bin']],
  ])('%j', (paths, chosen) => expect(choose(paths)).toEqual(chosen));

  test.each([[['model.safetensors', 'tokenizer.json'], 'config.json'], [['config.json', 'model.safetensors'], 'tokenizer'], [['config.json', 'tokenizer.json', 'tf_model.h5'], 'weights']])('%j has no %s', (paths, what) => {
    expect(() => choose(paths)).toThrow(expect.objectContaining({ code: 'HUB_NOT_A_MODEL', message: expect.stringContaining(`no ${what}`) as string }) as Error);
  });
});
