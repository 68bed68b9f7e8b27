import { existsSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { fault, HubServer, hubRepo, onlyPart, withStatus, type HubRepo } from '@skill-neurons/hub/testing';
import { useBackend } from '@skill-neurons/runtime';
import { runCli } from './run-cli.ts';
import { runMain } from './run-main.ts';

const weights = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 9)) % 256));
const big = hubRepo('model', 'owner/big', { 'config.json': '{}', 'tokenizer.json': '[]', 'model.safetensors': weights });
const films = hubRepo('dataset', 'owner/films', { 'data/train.parquet': Buffer.alloc(2000, 1), 'README.md': '# films' });
const gated = hubRepo('model', 'owner/gated', { 'config.json': '{}', 'tokenizer.json': '{}', 'model.safetensors': 'x' }, { gated: true });

let study: string;
let mini: HubRepo;
let hub: HubServer;
let home: string;

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  study = (await writeTinyStudy()).folder;
  const folder = join(study, 'mini-roberta');
  const files = Object.fromEntries(await Promise.all((await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name))] as const)));
  mini = hubRepo('model', 'owner/mini', { ...files, 'flax_model.msgpack': 'not needed' });
});
beforeEach(async () => {
  hub = await HubServer.start({ repos: [mini, big, films, gated], tokens: ['hf_good'] });
  home = await mkdtemp(join(tmpdir(), 'hf-home-'));
});
afterEach(async () => {
  await hub.stop();
  await rm(home, { recursive: true });
});

type Options = Parameters<typeof runCli>[1];
const environment = (more: Record<string, string>) => ({ HF_ENDPOINT: hub.endpoint, HF_HOME: home, HF_HUB_OFFLINE: '', HF_TOKEN: '', ...more });
const run = (args: string[], env: Record<string, string> = {}, more: { cwd?: string } = {}) => runMain(args, { ...more, env: environment(env) });
/** In a process of its own: side by side, or ended by a signal. */
const runApart = (args: string[], env: Record<string, string> = {}, more: Options = {}) => runCli(args, { ...more, env: environment(env) });
const json = async (args: string[], env: Record<string, string> = {}) => {
  const { stdout, stderr, code } = await run([...args, '--json'], env);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
};
const offline = { HF_HUB_OFFLINE: '1' };

test('download, inspect, tune, and all of it again offline', async () => {
  const names = ['config.json', 'model.safetensors', 'tokenizer.json'];
  const planned = await json(['models', 'download', 'owner/mini', '--dry-run']);
  expect((planned['files'] as { path: string; cached: boolean }[]).filter(({ cached }) => !cached).map(({ path }) => path)).toEqual(expect.arrayContaining(names));
  expect(await readdir(home)).toEqual([]);

  const downloaded = await json(['models', 'download', 'owner/mini']);
  expect(downloaded['files']).toEqual(expect.arrayContaining(names));
  expect(downloaded['files']).not.toContain('flax_model.msgpack');
  expect(downloaded).toMatchObject({ repo: 'owner/mini', commit: mini.refs['main'], downloadedBytes: planned['bytesToDownload'] });
  expect(await json(['models', 'download', 'owner/mini@main'])).toMatchObject({ downloadedBytes: 0 });

  hub.requests.length = 0;
  const inspected = await run(['models', 'inspect', 'owner/mini', '--json'], offline);
  expect(JSON.parse(inspected.stdout)).toMatchObject({ folder: downloaded['folder'], architecture: 'roberta' });
  expect(inspected.stderr).toContain(`model owner/mini: commit ${mini.refs['main']!.slice(0, 12)} from the cache`);
  const tuned = await json(['tune', '--model', 'owner/mini', '--task', join(study, 'one.yaml'), '--out', join(home, 'prompt'), '--virtual-tokens', '2', '--steps', '2', '--evaluate-every', '2'], offline);
  expect(tuned).toMatchObject({ model: downloaded['folder'], validation: { n: 12 } });
  const planOfStudy = join(home, 'study.yaml');
  await writeFile(planOfStudy, `title: Hub\nmodels: [owner/mini]\ntasks: [${join(study, 'one.yaml')}]\ntuning: { virtualTokens: 3 }\n`);
  const dryRun = await json(['run', planOfStudy, '--out', join(home, 'run'), '--dry-run', '--no-estimate'], offline);
  expect(dryRun['jobs']).toContainEqual(expect.objectContaining({ label: expect.stringContaining('mini') as string }));
  expect(hub.requests).toEqual([]);
  expect(((await json(['models', 'list'])) as unknown as { name: string }[]).map(({ name }) => name)).toEqual(expect.arrayContaining(['tiny-roberta', 'owner/mini']));
});

test('a folder of that name here is taken before the hub, and it is said', async () => {
  await cp(join(study, 'mini-t5'), join(home, 'owner', 'mini'), { recursive: true });
  const { stdout, stderr } = await run(['models', 'inspect', 'owner/mini', '--json'], {}, { cwd: home });
  expect(JSON.parse(stdout)).toMatchObject({ architecture: 't5' });
  expect(stderr).toContain('not the hub');
  expect(hub.requests).toEqual([]);
});

test('two processes at once: one download, two successes, no damage', async () => {
  hub.faults.push(fault('/store/', onlyPart(weights, 1_000_000, 'cut'), 2));
  const both = await Promise.all([runApart(['models', 'download', 'owner/big', '--json']), runApart(['models', 'download', 'owner/big', '--json'])]);
  expect(both.map(({ code, stderr }) => ({ code, stderr: code === 0 ? '' : stderr }))).toEqual([{ code: 0, stderr: '' }, { code: 0, stderr: '' }]);
  const bytes = both.map(({ stdout }) => (JSON.parse(stdout) as { downloadedBytes: number }).downloadedBytes);
  expect(bytes[0]! + bytes[1]!).toBe(3_000_004);
  expect(await json(['models', 'verify', 'owner/big'], offline)).toMatchObject({ good: true });
});

/** Whether some of the weights are on disk. */
function partIsThere(): boolean {
  const blobs = join(home, 'hub', 'models--owner--big', 'blobs');
  return existsSync(blobs) && readdirSync(blobs).some((name) => name.endsWith('.incomplete') && statSync(join(blobs, name), { throwIfNoEntry: false })?.size === 1_000_000);
}

test.each([['SIGKILL', null], ['SIGINT', 130]] as const)('a download ended by %s goes on where it stopped', async (signal, code) => {
  hub.faults.push(fault('/store/', onlyPart(weights, 1_000_000, 'stall'), 1));
  const ended = await runApart(['models', 'download', 'owner/big'], { HF_HUB_DOWNLOAD_TIMEOUT: '600' }, {
    onStart: (child) => {
      const watch = setInterval(() => {
        if (!partIsThere()) return;
        clearInterval(watch);
        child.kill(signal);
      }, 20);
    },
  });
  expect(ended.code).toBe(code);
  expect(await json(['models', 'download', 'owner/big'])).toMatchObject({ bytes: 3_000_004 });
  expect(hub.seen('/store/')[1]?.range).toBe('bytes=1000000-');
  expect(await json(['models', 'verify', 'owner/big'])).toMatchObject({ good: true });
});

test('a damaged file is found, removed and fetched again', async () => {
  const { folder } = (await json(['models', 'download', 'owner/big'])) as { folder: string };
  const changed = Buffer.from(weights);
  changed[77]! ^= 1;
  await writeFile(join(folder, 'model.safetensors'), changed);
  const found = await run(['models', 'verify', 'owner/big', '--remove'], offline);
  expect(found.stdout).toMatch(/model.safetensors +\| damaged/);
  expect(found.code).toBe(3);
  expect(await json(['models', 'download', 'owner/big'])).toMatchObject({ downloadedBytes: 3_000_000 });
  expect(await json(['models', 'verify', 'owner/big'], offline)).toMatchObject({ good: true });
  expect(await json(['models', 'verify', 'tiny-t5'])).toMatchObject({ good: true });
});

test('data sets: a part, then all, listed and verified', async () => {
  expect(await json(['data', 'download', 'owner/films', '--files', 'data/*.parquet'])).toMatchObject({ files: ['data/train.parquet'], downloadedBytes: 2000 });
  expect(await json(['data', 'download', 'owner/films'])).toMatchObject({ files: ['README.md', 'data/train.parquet'], downloadedBytes: 7 });
  expect(await json(['data', 'list'])).toMatchObject([{ repo: 'owner/films', refs: ['main'], bytes: 2007 }]);
  expect(await json(['data', 'verify', 'owner/films'], offline)).toMatchObject({ good: true });
});

test.each([
  ['no such repository', ['models', 'download', 'owner/none'], {}, 'HUB_REPO_NOT_FOUND', 2],
  ['a gated one', ['models', 'download', 'owner/gated'], {}, 'HUB_GATED', 2],
  ['two revisions', ['data', 'download', 'owner/films@v7', '--revision', 'v8'], {}, 'HUB_REVISION_INVALID', 2],
  ['a wrong endpoint', ['models', 'download', 'owner/mini'], { HF_ENDPOINT: 'nonsense' }, 'HUB_SETTING_INVALID', 2],
  ['a mistyped folder', ['models', 'inspect', 'runs/modle'], {}, 'HUB_REPO_NOT_FOUND', 2],
  ['offline without a copy', ['models', 'inspect', 'owner/mini'], offline, 'HUB_OFFLINE', 3],
  ['nothing to verify', ['data', 'verify', 'owner/films'], {}, 'HUB_NOT_CACHED', 3],
])('%s', async (_name, args, env, errorCode, exitCode) => {
  const { code, stdout, stderr } = await run([...args, '--json'], env);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(`error ${errorCode}: `);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
});

test('a hub that fails and one that is malicious end with code 3 and an empty cache', async () => {
  hub.faults.push(fault('/tree/', withStatus(200, {}, JSON.stringify([{ type: 'file', path: '../../../evil', size: 1, oid: 'a'.repeat(40) }]))));
  expect(await run(['models', 'download', 'owner/mini'])).toMatchObject({ code: 3, stderr: expect.stringContaining('error HUB_UNSAFE_PATH: ') as string });
  hub.faults.unshift(fault('', withStatus(429, { 'retry-after': '999999' })));
  expect(await run(['models', 'download', 'owner/mini'])).toMatchObject({ code: 3, stderr: expect.stringContaining('error HUB_RATE_LIMITED: ') as string });
  expect(await readdir(home)).toEqual([]);
});

test('a task file for a data set of the hub: asked for columns, written at its commit, read again offline', async () => {
  const row = (text: string, label: number) => JSON.stringify({ text, label });
  const rows = Array.from({ length: 20 }, (_, i) => row(`film ${i}`, i % 2)).join('\n');
  const reviews = hubRepo('dataset', 'owner/reviews', { 'README.md': '# reviews', 'data/train.jsonl': `${rows}\n`, 'data/test.jsonl': `${row('Film 3!', 1)}\n${row('other', 0)}\n` });
  const server = await HubServer.start({ repos: [reviews] });
  const here = (args: string[], env: Record<string, string> = {}) => run(args, { HF_ENDPOINT: server.endpoint, ...env }, { cwd: home });
  const asked = await here(['tasks', 'new', 'owner/reviews']);
  expect(asked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--text-column and --label-column must say what to read - the columns, with their first values, are text ("film 0"), label ("0")') });
  const inspected = await here(['data', 'inspect', 'owner/reviews', '--json']);
  expect(JSON.parse(inspected.stdout)).toMatchObject({ hub: { id: 'owner/reviews' }, format: 'jsonl', splits: { train: ['data/train.jsonl'], test: ['data/test.jsonl'] }, columns: [{ name: 'text', sample: 'film 0' }, { name: 'label' }] });
  const columns = ['--text-column', 'text', '--label-column', 'label', '--labels', 'bad', 'good'];
  const made = await here(['tasks', 'new', 'owner/reviews', ...columns, '--json']);
  expect(made.code).toBe(0);
  expect(JSON.parse(made.stdout)).toMatchObject({ tasks: [{ task: 'reviews', splits: [{ split: 'train', rows: 18 }, { split: 'test', rows: 2 }, { split: 'validation', rows: 2 }] }], leaks: { shared: [{ normalised: 1 }] } });
  expect(await readFile(join(home, 'reviews.yaml'), 'utf8')).toMatch(/revision: [0-9a-f]{40}/);
  await server.stop();
  const again = await here(['tasks', 'validate', 'reviews.yaml'], offline);
  expect([again.code, again.stdout.includes('is valid')]).toEqual([0, true]);
  expect(await here(['tasks', 'new', 'owner/reviews', ...columns], offline)).toMatchObject({ code: 2, stderr: expect.stringContaining('error TASK_EXISTS') });
  const asTask = await here(['evaluate', '--model', 'tiny-roberta', '--prompt', 'none', '--task', 'owner/reviews'], offline);
  expect(asTask).toMatchObject({ code: 2, stderr: expect.stringContaining('skill-neurons tasks new owner/reviews') });
});
