import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@skill-neurons/core';
import { RunWatcher, submitRun, writePlan, writeRun } from '@skill-neurons/experiments';
import { planSimulatedStudy, runSimulatedStudy, storeDigest } from '../../experiments/src/testing/simulated-study.ts';
import { noSlurmReason, startSlurmCluster, type SlurmCluster } from './slurm-cluster.ts';

/** Each takes a minute: asked for by `SLURM_FAULT_RUNS=20 npx run-jest test/slurm-faults.test.ts`. */
const runs = Number(process.env['SLURM_FAULT_RUNS'] ?? 0);
const reason = runs > 0 ? noSlurmReason() : 'SLURM_FAULT_RUNS is not set';
const command = [process.execPath, fileURLToPath(new URL('../bin/skill-neurons.js', import.meta.url)), 'job', 'run'];

let cluster: SlurmCluster;

beforeAll(async () => {
  if (reason !== null) return;
  cluster = await startSlurmCluster();
  Object.assign(process.env, cluster.env);
});
afterAll(() => (reason === null ? cluster.stop() : undefined));

const slurm = (program: string, ...args: string[]) => execFileSync(program, args, { env: process.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 });
/** A controller that is away gives no answer. */
const ask = (program: string, ...args: string[]) => {
  try {
    return slurm(program, ...args);
  } catch {
    return '';
  }
};

/** Two or three times: a node or the controller dies at a random moment and comes back a little later; in the end a node is drained, as Slurm does itself after a failed start. */
async function disturb(seed: number): Promise<string[]> {
  const random = createRandom(seed);
  const done: string[] = [];
  for (let i = 2 + random.integer(2); i > 0; i--) {
    await sleep(2000 + random.integer(6000));
    const victim = random.pick(['n1', 'n2', 'controller'] as const);
    done.push(victim);
    if (victim === 'controller') cluster.killController();
    else cluster.killNode(victim);
    await sleep(random.integer(4000));
    if (victim === 'controller') cluster.startController();
    else cluster.startNode(victim);
  }
  ask('scontrol', 'update', 'NodeName=n1', 'State=DRAIN', 'Reason=test');
  return [...done, 'n1 drained'];
}

/** What an operator does: drained nodes are taken back, jobs that Slurm holds are released. @returns how often that was needed */
function operate(): number {
  const drained = ask('sinfo', '--noheader', '--Node', '--partition=main', '--format=%N|%T').split('\n').filter((line) => /\|(drain|down)/.test(line)).map((line) => line.split('|')[0]!);
  const held = ask('squeue', '--noheader', '--array', '--format=%i|%r').split('\n').filter((line) => line.includes('held')).map((line) => line.split('|')[0]!);
  for (const node of drained) ask('scontrol', 'update', `NodeName=${node}`, 'State=RESUME');
  for (const task of held) ask('scontrol', 'release', task);
  return drained.length + held.length;
}

const seeds = Array.from({ length: Math.max(1, runs) }, (_, seed) => [seed] as const);
(reason === null ? test.each(seeds) : test.skip.each(seeds))(`daemons of a cluster that die leave the bytes of an undisturbed run: seed %i${reason === null ? '' : ` (skipped: ${reason})`}`, async (seed) => {
  const plan = await planSimulatedStudy({ models: 1, tasks: 1, seeds: 2, simulation: { milliseconds: 3000 } });
  const calm = join(await mkdtemp(join(tmpdir(), 'calm-')), 'store');
  await runSimulatedStudy(calm, { ...plan, simulation: { ...plan.simulation!, milliseconds: 0 } });

  const folder = await mkdtemp(join(tmpdir(), 'daemons-'));
  const store = join(folder, 'store');
  const { digest } = await writePlan(store, { ...plan, located: { ...plan.located, study: { ...plan.located.study, slurm: { mem_gb: 0.6 } } } });
  const run = await writeRun(folder, store, plan.located.study, { plan: digest, command: 'x', executor: 'slurm', workers: 0 });
  await submitRun(run, { command });
  const victims = await disturb(seed);
  const watcher = new RunWatcher(run);
  let operated = 0;
  // What a user does while the controller is away: ask again.
  const look = () => watcher.look().catch(() => null);
  for (const end = Date.now() + 400_000; ; await sleep(1000)) {
    const found = await look();
    operated += operate();
    if (found?.state === 'done') break;
    if (found?.state === 'stopped') await submitRun(run, { command });
    if (Date.now() > end) throw new Error(`not done after ${victims.join(', ')} died: ${JSON.stringify(found?.counts)}`);
  }
  // The drained node, at least.
  expect(operated).toBeGreaterThan(0);
  expect(await storeDigest(store, plan.plan)).toBe(await storeDigest(calm, plan.plan));
}, 600_000);
