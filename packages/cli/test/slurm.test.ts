import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoStudyFile, jobLogPath, readRun, resultsDigest, RunWatcher } from '@skill-neurons/experiments';
import type { StudyResults } from '@skill-neurons/reporting';
import { runCli } from './run-cli.ts';
import { noSlurmReason, startSlurmCluster, type SlurmCluster } from './slurm-cluster.ts';

const reason = noSlurmReason();
// A skipped test's name says why.
const onSlurm = reason === null ? test : test.skip;
let cluster: SlurmCluster;

beforeAll(async () => {
  if (reason !== null) return;
  cluster = await startSlurmCluster();
  Object.assign(process.env, cluster.env);
});
afterEach(() => {
  if (reason === null) slurm('scancel', '--user=root');
});
afterAll(() => (reason === null ? cluster.stop() : undefined));

/** The demo study, made short. */
const settings = ['models=[tiny-roberta]', 'tasks=[films, questions]', 'seeds=[1]', 'tuning.masked-lm.steps=20', 'tuning.encoder-decoder.steps=40', 'limits={train: 200, validation: 60, test: 60, adversarial: 40}', 'neurons.randomDraws=1', 'neurons.suppress=[0, 20]'];
const study = [demoStudyFile, ...settings.flatMap((setting) => ['--set', setting])];
/** Waits for a condition; what never comes is an error, not a test that goes on behind the next one. */
async function until(what: string, condition: () => Promise<boolean>, seconds = 200): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; !(await condition()); await sleep(200)) if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s`);
}
const slurm = (program: string, ...args: string[]) => execFileSync(program, args, { env: process.env });
const digestOf = async (folder: string) => resultsDigest(JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) as StudyResults);

onSlurm(`a study on a Slurm cluster of two nodes, of which one dies in the middle, gives the same bytes as in one process${reason === null ? '' : ` (skipped: ${reason})`}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
  // Names that sbatch would take apart, were they not quoted.
  const [here, there] = [join(folder, 'here'), join(folder, 'there: 50%A &c')];
  const send = () => runCli(['run', ...study, '--out', there, '--executor', 'slurm', '--threads', '1', '--set', 'slurm={mem_gb: 0.6, setup: ["export SETUP_LINE=1"], stages: {tune: {timeout_min: 30}}}', '--json']);
  const sent = await send();
  expect(sent).toMatchObject({ code: 0 });
  const { arrays } = JSON.parse(sent.stdout) as { arrays: { kind: string; tasks: number; dependency: string | null }[] };
  // Each prompt's jobs wait for that prompt alone; the jobs without one wait for nothing.
  expect(arrays.slice(0, 4).map(({ kind, tasks, dependency }) => [kind, tasks, dependency?.split(':')[0]])).toEqual([
    ['tune', 2, undefined], ['transfer', 2, undefined], ['transfer', 2, 'aftercorr'], ['neurons', 2, 'aftercorr'],
  ]);
  // Sent again, nothing is sent twice.
  const again = JSON.parse((await send()).stdout) as { arrays: unknown[] };
  expect(again.arrays).toEqual([]);

  const watcher = new RunWatcher(await readRun(there));
  await until('a job is done', async () => (await watcher.look()).counts.done >= 1);
  cluster.killNode('n1');
  // What a health check of a cluster does; Slurm by itself notices after a while.
  slurm('scontrol', 'update', 'NodeName=n1', 'State=DOWN', 'Reason=killed');
  cluster.startNode('n1');
  expect((await runCli(['wait', there])).code).toBe(0);

  expect((await runCli(['run', ...study, '--out', here, '--threads', '1'])).code).toBe(0);
  expect(await digestOf(there)).toBe(await digestOf(here));
  const [first] = await watcher.jobs();
  expect((await runCli(['logs', there, first!.label])).stdout).toContain('done after');
}, 300_000);

onSlurm('a job that is told that its time is over saves its state, is queued again and goes on; what is cancelled is not queued again', async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'cluster-')), 'run');
  const long = ['models=[tiny-roberta]', 'tasks=[films]', 'seeds=[1]', 'tuning.masked-lm.steps=5000', 'tuning.masked-lm.evaluateEvery=5000', 'limits={train: 200, validation: 20, test: 20, adversarial: 20}', 'neurons={suppress: [0], overlap: [10], randomDraws: 1}', 'slurm={mem_gb: 0.6}'];
  await runCli(['run', demoStudyFile, ...long.flatMap((setting) => ['--set', setting]), '--out', out, '--executor', 'slurm', '--threads', '1']);
  const run = await readRun(out);
  const watcher = new RunWatcher(run);
  const job = (await watcher.jobs()).find(({ kind }) => kind === 'tune')!;
  const log = () => readFile(jobLogPath(run.store, job.key), 'utf8').catch(() => '');
  await until('the job starts', async () => (await log()).includes('started on'));
  await sleep(2000);
  slurm('scancel', '--signal=USR1', '--batch', '--name=skill-neurons-tune');
  await until('the job is queued again', async () => (await log()).includes('queued again'));
  const work = join(run.store, 'unfinished', job.key);
  const [owner] = await readdir(work);
  expect(await readdir(join(work, owner!))).toContain('checkpoint.safetensors');
  await until('the job starts again', async () => (await log()).split('started on').length === 3);

  await runCli(['cancel', out]);
  await until('nothing is left', async () => (await watcher.look()).state === 'stopped');
  // Without a prompt and with a random one: they wait for nothing.
  expect((await watcher.look()).counts).toMatchObject({ done: 2, failed: 0 });
}, 300_000);

onSlurm('a job whose node is wanted for an urgent one saves its state, and the study ends with the same bytes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  const small = ['models=[tiny-roberta]', 'tasks=[films]', 'seeds=[1]', 'tuning.masked-lm.steps=300', 'tuning.masked-lm.evaluateEvery=300', 'limits={train: 200, validation: 20, test: 20, adversarial: 20}', 'neurons={suppress: [0], overlap: [10], randomDraws: 1}', 'slurm={mem_gb: 0.6}'];
  const run = ['run', demoStudyFile, ...small.flatMap((setting) => ['--set', setting]), '--threads', '1'];
  expect((await runCli([...run, '--out', there, '--executor', 'slurm'])).code).toBe(0);
  const watcher = new RunWatcher(await readRun(there));
  const job = (await watcher.jobs()).find(({ kind }) => kind === 'tune')!;
  const log = () => readFile(jobLogPath(watcher.run.store, job.key), 'utf8').catch(() => '');
  await until('the job starts', async () => (await log()).includes('started on'));
  await sleep(1000);
  slurm('sbatch', '--partition=urgent', '--nodes=2', '--exclusive', `--output=${join(folder, 'urgent.out')}`, '--wrap=sleep 1');
  await until('the job has saved', async () => (await log()).includes('told to end by SIGTERM: saved'));
  const [work] = await readdir(join(watcher.run.store, 'unfinished', job.key), { recursive: true }).then((names) => names.filter((name) => name.endsWith('checkpoint.safetensors')));
  expect(work).toBeDefined();
  expect((await runCli(['wait', there])).code).toBe(0);
  expect((await log()).split('started on')).toHaveLength(3);

  expect((await runCli([...run, '--out', here])).code).toBe(0);
  expect(await digestOf(there)).toBe(await digestOf(here));
}, 300_000);
