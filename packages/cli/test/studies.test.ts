import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactStore, readPlan, readRun, resultsDigest, type Job } from '@skill-neurons/experiments';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import type { StudyResults } from '@skill-neurons/reporting';
import { useBackend } from '@skill-neurons/runtime';
import { runCli } from './run-cli.ts';
import { runMain } from './run-main.ts';

let folder: string;
let out: string;
let study: string[];

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  ({ folder } = await writeTinyStudy());
  out = join(folder, 'out');
  study = [join(folder, 'study.yaml'), '--out', out, '--set', `models=[${join(folder, 'mini-roberta')}]`, '--set', 'seeds=[1]', '--set', 'neurons={suppress: [0, 25], overlap: [25], randomDraws: 1, permutations: 0}'];
});

const results = async () => JSON.parse(await readFile(join(out, 'results.json'), 'utf8')) as StudyResults;
const jobs = async (): Promise<readonly Job[]> => {
  const { store, record } = await readRun(out);
  return (await readPlan(store, record.plan)).plan.jobs;
};
const labelled = async (label: string) => (await jobs()).find((job) => job.label === label)!;

// What drives a run is a process of its own, which is over when others look after the run.
test('a run is looked at, taken up after a failure, checked, explained and tidied', async () => {
  // What a planned job needs is in its way: a file where its folder should be.
  const drawn = await runMain(['plan', '--graph', ...study]);
  expect(drawn.stdout).toMatch(/^flowchart LR\n/);
  expect((await runMain(['plan', ...study, '--emit', 'snakemake'])).stdout).toContain('rule tune:');
  const blocked = await labelled('neurons mini-roberta two seed 1');
  const store = new ArtifactStore(join(out, 'store'));
  await mkdir(join(store.root, 'unfinished'), { recursive: true });
  await writeFile(join(store.root, 'unfinished', blocked.key), '');
  const failed = await runCli(['run', ...study]);
  expect(failed.code).toBe(1);
  const status = await runMain(['status', out]);
  expect(status.code).toBe(1);
  expect(status.stdout).toContain(`failed ${blocked.key.slice(0, 12)} ${blocked.label}`);
  expect((await runMain(['logs', out, blocked.label])).stdout).toContain('failed: ');

  await rm(join(store.root, 'unfinished', blocked.key));
  const retried = await runCli(['retry', out, '--failed']);
  expect(retried).toMatchObject({ code: 0 });
  const before = resultsDigest(await results());
  const followed = await runMain(['logs', out, blocked.label, '--follow']);
  expect(followed.stdout).toMatch(/^== .*\n(.*\n)*.* done after [\d.]+ s\n$/);

  const damaged = await labelled('tune mini-roberta one seed 1');
  const file = join(store.folderOf(damaged), 'prompt.safetensors');
  const bytes = await readFile(file);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(file, bytes);
  const found = await runMain(['store', 'verify', out, '--repair']);
  expect([found.code, found.stdout]).toEqual([1, expect.stringContaining('damaged: tune mini-roberta one seed 1: prompt.safetensors was changed')]);
  const again = await runCli(['run', ...study]);
  expect(again.stderr.match(/^\[\d+\/\d+\] (.*) \(/gm)).toHaveLength(1);
  expect(resultsDigest(await results())).toBe(before);
  expect((await runMain(['store', 'verify', out])).code).toBe(0);

  const explained = await runMain(['store', 'explain', out, 'evaluations[source=one,task=two,split=test].correct']);
  expect(explained.stdout).toMatch(/written by\n {2}transfer mini-roberta one seed 1\n/);
  expect(explained.stdout).toMatch(/which builds on\n {2}tune mini-roberta one seed 1\n/);
  for (const read of ['mini-roberta/model.safetensors', 'two/test.jsonl', 'one/train.jsonl', 'one.yaml']) expect(explained.stdout).toContain(read);

  const collected = await runMain(['store', 'gc', out, '--yes', '--json']);
  expect(JSON.parse(collected.stdout)).toMatchObject({ kept: (await jobs()).length, garbage: [{ reason: 'damaged' }], deleted: true });
  const waited = await runMain(['wait', out, '--tensorboard', '--mlflow', 'http://127.0.0.1:9']);
  // A server that does not answer spoils nothing.
  expect([waited.code, waited.stderr]).toEqual([0, expect.stringContaining('warning MLFLOW')]);
});
