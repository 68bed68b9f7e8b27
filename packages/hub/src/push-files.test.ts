import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubRepo } from './testing/hub-repo.ts';
import { pushFiles, resolveHubFolder, type PushOptions } from './index.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { fault, hubRepo, withStatus } from './testing/index.ts';

let world: World;
let theirs: HubRepo;
beforeEach(async () => {
  theirs = hubRepo('model', 'others/open', { 'config.json': '{}' });
  world = await startWorld({ repos: [hubRepo('model', 'owner/there', { 'config.json': '{}', 'model.safetensors': 'weights' }), theirs], tokens: ['hf_good', 'other-kind-of-token', 'hf_read'], readTokens: ['hf_read'] });
});
afterEach(() => world.stop());

const weights = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 256);
const files = [{ path: 'README.md', content: '# ä card' }, { path: 'deep/prompt.safetensors', content: weights }];
const push = (repo: string, more: Partial<PushOptions> = {}, token: string | undefined = 'hf_good') =>
  pushFiles({ repo, type: 'model', files, title: 'A prompt', settings: { ...world.settings, token }, ...more });
const pull = async (repo: string, revision?: string) => {
  const { folder, files: paths, commit } = await resolveHubFolder({ settings: { ...world.settings, token: 'hf_good' }, repo, type: 'model', revision });
  return { commit, files: Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const))) };
};

test('files come back bit by bit from a repository that was created for them', async () => {
  const done: number[] = [];
  const pushed = await push('owner/new', { onProgress: (event) => done.push(event.done) });
  expect(pushed).toEqual({ repo: 'owner/new', revision: 'main', commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string, url: `${world.hub.endpoint}/owner/new`, created: true });
  const pulled = await pull('owner/new');
  expect(pulled.commit).toBe(pushed.commit);
  expect(pulled.files['README.md']!.toString()).toBe('# ä card');
  expect(Uint8Array.from(pulled.files['deep/prompt.safetensors']!)).toEqual(weights);
  expect(done).toEqual([0, 2]);
  // The same again uploads no large file again.
  world.hub.requests.length = 0;
  expect(await push('owner/new')).toMatchObject({ created: false });
  expect(world.hub.seen('/upload/')).toEqual([]);
});

test('other files of a repository stay, and a branch that is not there is made of main', async () => {
  expect(await push('owner/there', { revision: 'films/one' })).toMatchObject({ created: false, revision: 'films/one' });
  expect(Object.keys((await pull('owner/there', 'films/one')).files).sort()).toEqual(['README.md', 'config.json', 'deep/prompt.safetensors', 'model.safetensors']);
  expect(Object.keys((await pull('owner/there')).files).sort()).toEqual(['config.json', 'model.safetensors']);
});

test('a private repository is not seen without a token', async () => {
  await push('owner/hidden', { private: true });
  await expect(resolveHubFolder({ ...world.options, repo: 'owner/hidden', type: 'model' })).rejects.toMatchObject({ code: 'HUB_REPO_NOT_FOUND' });
  expect(Object.keys((await pull('owner/hidden')).files)).toContain('README.md');
});

test('a data set goes to the data sets, with a token of any form, which no other host sees', async () => {
  expect(await push('owner/rows', { type: 'dataset' }, 'other-kind-of-token')).toMatchObject({ url: `${world.hub.endpoint}/datasets/owner/rows` });
  expect(world.hub.repos.at(-1)).toMatchObject({ type: 'dataset', id: 'owner/rows' });
  for (const { cdn, authorization } of world.hub.requests) expect(authorization).toBe(cdn ? undefined : 'Bearer other-kind-of-token');
});

describe('what cannot be pushed is said with what to do', () => {
  test.each<[string, string, Partial<PushOptions>, string | undefined, string, RegExp]>([
    ['no token', 'owner/new', {}, undefined, 'HUB_NO_TOKEN', /HF_TOKEN/],
    ['a wrong token', 'owner/new', {}, 'hf_bad', 'HUB_UNAUTHORIZED', /does not accept the token/],
    ['a token to read', 'owner/there', {}, 'hf_read', 'HUB_FORBIDDEN', /no right to write/],
    ["somebody else's name", 'others/new', {}, 'hf_good', 'HUB_FORBIDDEN', /namespace/],
    ['no owner', 'gpt2', {}, 'hf_good', 'HUB_ID_INVALID', /owner\/name/],
    ['a commit', 'owner/there', { revision: 'a'.repeat(40) }, 'hf_good', 'HUB_REVISION_INVALID', /branch/],
    ['a path out of the repository', 'owner/there', { files: [{ path: '../x', content: '' }] }, 'hf_good', 'HUB_UNSAFE_PATH', /leaves its folder/],
  ])('%s', async (_, repo, more, token, code, words) => {
    const error: unknown = await push(repo, { ...more, settings: { ...world.settings, token } }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code });
    expect((error as { oneLine: string }).oneLine).toMatch(words);
    expect(world.hub.repos).toHaveLength(2);
  });

  test('who may not create may write into what is there', async () => {
    expect(await push('others/open')).toMatchObject({ created: false });
  });

  test('offline nothing is asked', async () => {
    await expect(push('owner/new', { settings: { ...world.settings, token: 'hf_good', offline: true } })).rejects.toMatchObject({ code: 'HUB_OFFLINE', kind: 'environment' });
    expect(world.hub.requests).toEqual([]);
  });

  test('a hub that does not answer', async () => {
    await world.hub.stop();
    await expect(push('owner/new')).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', kind: 'environment' });
  });

  test.each([
    [409, 'HUB_CONFLICT'],
    [412, 'HUB_CONFLICT'],
    [400, 'HUB_REJECTED'],
    [307, 'HUB_REPO_MOVED'],
    [404, 'HUB_REPO_NOT_FOUND'],
  ])('status %i of a commit', async (status, code) => {
    world.hub.faults.push(fault('/commit/', withStatus(status, { 'content-type': 'application/json' }, '{"error":"because"}')));
    await expect(push('owner/there')).rejects.toMatchObject({ code, where: 'owner/there@main' });
  });
});

describe('a network in trouble', () => {
  test('failures that pass are tried again, but not the commit, which may have been made', async () => {
    world.hub.faults.push(fault('/preupload/', withStatus(503), 1), fault('/upload/', withStatus(500), 2));
    await push('owner/there');
    world.hub.requests.length = 0;
    world.hub.faults.push(fault('/commit/', withStatus(503)));
    await expect(push('owner/there')).rejects.toMatchObject({ code: 'HUB_SERVER_ERROR' });
    expect(world.hub.seen('/commit/')).toHaveLength(1);
  });

  test('answers of another kind, and a stop', async () => {
    world.hub.faults.push(fault('/commit/', withStatus(200, { 'content-type': 'application/json' }, '{"commitOid":"../../x"}')));
    await expect(push('owner/there')).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER' });
    world.hub.faults[0] = fault('/preupload/', withStatus(200, {}, '<html>'));
    await expect(push('owner/there')).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER' });
    const controller = new AbortController();
    world.hub.faults[0] = fault('/preupload/', () => controller.abort());
    await expect(push('owner/there', { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
