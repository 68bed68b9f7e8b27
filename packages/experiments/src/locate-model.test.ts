import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { demoModels } from '@skill-neurons/demo-models';
import { HubServer, hubRepo } from '@skill-neurons/hub/testing';
import { locateModel, modelIdOf } from './locate-model.ts';

const repo = hubRepo('model', 'owner/model', { 'config.json': '{}', 'tokenizer.json': '[]', 'model.safetensors': 'weights', 'README.md': 'not needed' });
repo.refs['v2'] = repo.refs['main']!;
const environment = process.env;
const directory = process.cwd();
let hub: HubServer;
let folder: string;

beforeAll(async () => {
  hub = await HubServer.start({ repos: [repo] });
  folder = await mkdtemp(join(tmpdir(), 'locate-'));
  process.chdir(folder);
  process.env = { ...environment, HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(folder, 'cache'), HF_HUB_OFFLINE: '' };
});
afterAll(async () => {
  process.env = environment;
  process.chdir(directory);
  await hub.stop();
  await rm(folder, { recursive: true });
});

test('a bundled name, a folder, a hub id', async () => {
  const [bundled] = demoModels;
  expect(await locateModel(bundled!.name)).toBe(bundled!.folder);
  expect(await locateModel(bundled!.folder)).toBe(bundled!.folder);
  expect(hub.requests).toEqual([]);
  const notes: string[] = [];
  for (const id of ['owner/model', 'owner/model@v2', `owner/model@${repo.refs['main']!}`]) {
    expect(basename(await locateModel(id, { onNote: (note) => notes.push(note) }))).toBe(repo.refs['main']);
  }
  const commit = repo.refs['main']!.slice(0, 12);
  expect(notes).toEqual([`model owner/model: commit ${commit} downloaded from the hub`, `model owner/model: commit ${commit} from the cache`, `model owner/model: commit ${commit} from the cache`]);
});

test('a folder here goes before the hub; one that is no model is no reason to ask the hub', async () => {
  await cp(demoModels[0]!.folder, join(folder, 'owner', 'here'), { recursive: true });
  await mkdir(join(folder, 'owner', 'empty'));
  hub.requests.length = 0;
  const notes: string[] = [];
  expect(await locateModel('owner/here', { onNote: (note) => notes.push(note) })).toBe(join(process.cwd(), 'owner', 'here'));
  expect(notes).toEqual([expect.stringContaining('not the hub')]);
  await expect(locateModel('owner/empty')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND', message: 'this folder holds no config.json' });
  for (const name of ['nope', '/no/such/folder', './owner/x', 'a/b/c', 'owner/model@../x']) await expect(locateModel(name)).rejects.toMatchObject({ kind: 'user' });
  expect(hub.requests).toEqual([]);
});

test('a mistyped path is said to be neither folder nor repository', async () => {
  await expect(locateModel('runs/modle')).rejects.toMatchObject({ code: 'HUB_REPO_NOT_FOUND', kind: 'user', message: expect.stringMatching(/^no such folder here, and as a hub id: /) as string });
});

test.each([['owner/name', 'name'], ['owner/name@refs/pr/1', 'name@refs-pr-1'], ['/home/me@work/models/x', 'x'], ['tiny-t5', 'tiny-t5']])('%s is called %s in a study', (name, id) => {
  expect(modelIdOf(name)).toBe(id);
});
