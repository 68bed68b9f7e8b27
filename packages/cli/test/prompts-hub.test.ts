import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { HubServer, hubRepo } from '@skill-neurons/hub/testing';
import { loadPrompt, savePrompt } from '@skill-neurons/prompt-tuning';
import { useBackend } from '@skill-neurons/runtime';
import { runMain } from './run-main.ts';

let study: string;
let home: string;
let hub: HubServer;
const prompt = () => join(study, 'prompt');

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  study = (await writeTinyStudy()).folder;
  const values = Float32Array.from({ length: 4 * 16 }, (_, i) => Math.sin(i + 1));
  await savePrompt(prompt(), { virtualTokens: 4, hiddenSize: 16, values, origin: { kind: 'tuned', task: 'one', seed: 3, architecture: 'roberta', step: 8, validationAccuracy: 0.75 } });
  const settings = { batchSize: 16, learningRate: 0.01, schedule: { kind: 'constant' }, optimizer: { kind: 'adam' }, initialisation: { kind: 'random' } };
  await writeFile(join(prompt(), 'tuning.json'), JSON.stringify({ model: join(study, 'mini-roberta'), steps: 10, bestStep: 8, validation: { correct: 9, n: 12 }, settings }));
  home = await mkdtemp(join(tmpdir(), 'hf-home-'));
  hub = await HubServer.start({ repos: [hubRepo('model', 'owner/theirs', { 'README.md': '# mine', 'config.json': '{}' })], tokens: ['hf_good', 'hf_read'], readTokens: ['hf_read'] });
});
afterAll(async () => {
  await hub.stop();
  await rm(home, { recursive: true });
});

const run = (args: string[], env: Record<string, string> = {}) => runMain(['prompts', ...args], { env: { HF_ENDPOINT: hub.endpoint, HF_HOME: home, HF_HUB_OFFLINE: '', HF_TOKEN: 'hf_good', ...env } });
const json = async (args: string[]) => {
  const { stdout, stderr, code } = await run([...args, '--json']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
};

test('a prompt that was pushed comes back bit by bit, with a card', async () => {
  const dry = await run(['push', prompt(), 'owner/films', '--license', 'mit', '--dry-run'], { HF_TOKEN: '' });
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/license: "mit"[^]*9 of 12[^]*prompt\.safetensors[^]*nothing was pushed to owner\/films@main/) as string });
  expect(hub.requests).toEqual([]);
  expect(dry.stdout).not.toContain(study);

  expect(await json(['push', prompt(), 'owner/films@v1', '--license', 'mit', '--private'])).toMatchObject({ repo: 'owner/films', revision: 'v1', created: true, files: [{ path: 'prompt.safetensors' }, { path: 'README.md' }] });
  const out = join(home, 'pulled');
  expect(await json(['pull', 'owner/films@v1', '--out', out])).toMatchObject({ prompt: join(out, 'prompt.safetensors'), origin: { task: 'one', seed: 3 } });
  expect((await readFile(join(out, 'prompt.safetensors'))).equals(await readFile(join(prompt(), 'prompt.safetensors')))).toBe(true);
  expect(await readdir(out)).toEqual(['prompt.safetensors']);
  const evaluate = (name: string) =>
    runMain(['evaluate', '--model', join(study, 'mini-roberta'), '--task', join(study, 'one.yaml'), '--prompt', name, '--split', 'validation', '--json'], { env: { HF_ENDPOINT: hub.endpoint, HF_HOME: home, HF_TOKEN: 'hf_good' } });
  const [local, byId] = [await evaluate(prompt()), await evaluate('owner/films@v1')];
  expect({ code: byId.code, stdout: byId.stdout }).toEqual({ code: 0, stdout: local.stdout });
}, 120_000);

test("in PEFT's format it comes back bit by bit too; another prompt in the folder stays", async () => {
  const pushed = await json(['push', prompt(), 'owner/films-peft', '--format', 'peft', '--model', join(study, 'mini-roberta'), '--base-model', 'owner/mini']);
  expect(pushed).toMatchObject({ files: [{ path: 'adapter_config.json' }, { path: 'adapter_model.safetensors' }, { path: 'README.md' }] });
  const out = join(home, 'from-peft');
  await json(['pull', 'owner/films-peft', '--out', out]);
  const [pulled, original] = [await loadPrompt(out), await loadPrompt(prompt())];
  expect(pulled.values).toEqual(original.values);
  expect(pulled.origin).toMatchObject({ ...original.origin, layout: 'paper', source: { model: 'owner/mini' } });

  await savePrompt(out, { ...pulled, values: pulled.values.map((value) => -value) });
  expect(await run(['pull', 'owner/films-peft', '--out', out])).toMatchObject({ code: 2, stderr: expect.stringContaining('error PROMPT_EXISTS: ') as string });
}, 120_000);

test.each<[string, string[], Record<string, string>, string, number]>([
  ['a token to read', ['push', 'PROMPT', 'owner/new'], { HF_TOKEN: 'hf_read' }, 'HUB_FORBIDDEN', 2],
  ['offline', ['push', 'PROMPT', 'owner/new'], { HF_HUB_OFFLINE: '1' }, 'HUB_OFFLINE', 3],
  ['a repository of another purpose', ['push', 'PROMPT', 'owner/theirs'], {}, 'PROMPT_CARD_FOREIGN', 2],
  ['a repository without a prompt', ['pull', 'owner/theirs', '--out', 'OUT'], {}, 'PROMPT_NOT_IN_REPOSITORY', 2],
])('%s', async (_, args, env, errorCode, exitCode) => {
  const { code, stderr } = await run(args.map((arg) => ({ PROMPT: prompt(), OUT: join(home, 'nothing') })[arg] ?? arg), env);
  expect({ code, stderr: stderr.trim().split('\n') }).toEqual({ code: exitCode, stderr: [expect.stringMatching(`^error ${errorCode}: `)] });
}, 60_000);
