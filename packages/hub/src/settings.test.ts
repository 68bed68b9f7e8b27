import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubSettings } from './settings.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hf-home-'));
});
afterAll(() => rm(home, { recursive: true }));

test('without variables: the public hub and the usual folder', () => {
  const settings = hubSettings({ HF_TOKEN_PATH: join(home, 'none') });
  expect(settings).toEqual({ endpoint: 'https://huggingface.co', cacheFolder: join(homedir(), '.cache', 'huggingface', 'hub'), token: undefined, offline: false, stallSeconds: 10, attempts: 5, firstDelaySeconds: 0.5, symlinks: true });
});

test.each([
  [{ HF_HOME: '/a' }, '/a/hub'],
  [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
  [{ XDG_CACHE_HOME: '/x', HF_HOME: '/a' }, '/a/hub'],
  [{ HF_HOME: '/a', HUGGINGFACE_HUB_CACHE: '/b' }, '/b'],
  [{ HF_HOME: '/a', HUGGINGFACE_HUB_CACHE: '/b', HF_HUB_CACHE: '/c' }, '/c'],
  [{ HF_HUB_CACHE: '' }, join(homedir(), '.cache', 'huggingface', 'hub')],
  [{ HF_HUB_CACHE: '~/hub' }, join(homedir(), 'hub')],
  [{ HF_HUB_CACHE: '$BASE/${KIND}', BASE: '/base', KIND: 'hub' }, '/base/hub'],
  [{ HF_HUB_CACHE: '/a$UNKNOWN' }, '/a$UNKNOWN'],
])('%j: cache %s', (environment, folder) => {
  expect(hubSettings(environment).cacheFolder).toBe(folder);
});

test('the token: variable before file, trimmed, and none when that is asked for', async () => {
  await mkdir(join(home, 'other'));
  await writeFile(join(home, 'token'), 'hf_home\n');
  await writeFile(join(home, 'other', 'token'), 'hf_other\n');
  expect(hubSettings({ HF_HOME: home }).token).toBe('hf_home');
  expect(hubSettings({ HF_HOME: home, HF_TOKEN_PATH: join(home, 'other', 'token') }).token).toBe('hf_other');
  expect(hubSettings({ HF_HOME: home, HUGGING_FACE_HUB_TOKEN: 'hf_old' }).token).toBe('hf_old');
  expect(hubSettings({ HF_HOME: home, HF_TOKEN: ' hf_variable\n', HUGGING_FACE_HUB_TOKEN: 'hf_old' }).token).toBe('hf_variable');
  expect(hubSettings({ HF_HOME: home, HF_TOKEN: 'hf_variable', HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }).token).toBeUndefined();
});

test.each([['1', true], ['yes', true], ['True', true], ['ON', true], ['0', false], ['false', false], ['', false]])('HF_HUB_OFFLINE=%s: %s', (value, offline) => {
  expect(hubSettings({ HF_HUB_OFFLINE: value }).offline).toBe(offline);
  expect(hubSettings({ TRANSFORMERS_OFFLINE: value }).offline).toBe(offline);
});

test.each([
  [{ HF_ENDPOINT: 'hf.example' }], [{ HF_ENDPOINT: 'ftp://hf.example' }], [{ HF_ENDPOINT: 'https://user:secret@hf.example' }], [{ HF_ENDPOINT: 'https://hf.example/?a' }],
  [{ HF_HUB_DOWNLOAD_TIMEOUT: 'soon' }], [{ HF_HUB_DOWNLOAD_TIMEOUT: '-1' }], [{ HF_TOKEN: 'hf_a\nhost: evil' }], [{ HF_TOKEN: 'hf_ä' }],
])('%j is refused without telling the value', (environment) => {
  expect.assertions(2);
  try {
    hubSettings(environment);
  } catch (error) {
    expect(error).toMatchObject({ code: 'HUB_SETTING_INVALID', kind: 'user', where: Object.keys(environment)[0] });
    expect((error as { oneLine: string }).oneLine).not.toContain(Object.values(environment)[0]);
  }
});

test('an address loses the slash at its end', () => {
  expect(hubSettings({ HF_ENDPOINT: 'https://hf.example/mirror/' }).endpoint).toBe('https://hf.example/mirror');
});
