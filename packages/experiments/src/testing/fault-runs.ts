import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createRandom, type Random } from '@skill-neurons/core';
import { writePlan } from '../plan-file.ts';
import { verifyStore } from '../store/verify-store.ts';
import type { FaultyMachine } from './faulty-machine.ts';
import { planSimulatedStudy, runSimulatedStudy, storeDigest, type SimulatedStudy } from './simulated-study.ts';

export const faults = ['kill-worker', 'kill-driver', 'two-drivers', 'two-machines', 'freeze', 'disk-full', 'read-only', 'clock-skew'] as const;
export type Fault = (typeof faults)[number];

export interface FaultRun {
  seed: number;
  faults: Fault[];
  /** Starts of drivers until all jobs were done. */
  drivers: number;
  /** Jobs that were started more than once. */
  startedAgain: number;
  /** Jobs of the study. */
  jobs: number;
  /** What is wrong; empty when all is as it should be. */
  problems: string[];
  seconds: number;
}

export interface FaultOptions {
  /** Folder of the compiled package: drivers run from there. */
  dist: string;
  study?: SimulatedStudy;
  /** Digest of the undisturbed study. */
  expected: string;
}

/** Small enough for a run in a second or two, deep enough for chains of three jobs. */
export const faultStudy: SimulatedStudy = { models: 1, tasks: 2, seeds: 3, simulation: { milliseconds: 120 } };
const leaseSeconds = 1.5;
const mostDrivers = 12;

/** Digest of what the study leaves when nothing goes wrong, in one process. */
export async function undisturbedDigest(study: SimulatedStudy = faultStudy): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'undisturbed-'));
  const plan = await planSimulatedStudy(study);
  await runSimulatedStudy(root, plan);
  const digest = await storeDigest(root, plan.plan);
  await rm(root, { recursive: true });
  return digest;
}

/** Runs a study with seeded faults until it is done, then once more, and compares what is left with the undisturbed bytes. */
export async function faultRun(seed: number, { dist, study = faultStudy, expected }: FaultOptions): Promise<FaultRun> {
  const begin = performance.now();
  const random = createRandom(seed);
  const root = await mkdtemp(join(tmpdir(), 'fault-'));
  const { plan, digest } = await writePlan(root, await planSimulatedStudy(study));
  const chosen: Fault[] = [faults[seed % faults.length]!];
  if (random.uniform() < 0.3) chosen.push(random.pick(faults));
  const problems: string[] = [];
  let drivers = 0;
  const drive = (workers: number, machine?: FaultyMachine) => {
    drivers++;
    return startDriver({ dist, root, digest, workers, machine });
  };
  try {
    for (const fault of chosen) await disturb(fault, random, drive, () => momentIn(root, random, plan.jobs.length));
    // What a user does: the same command again, until it says that all is done.
    for (let code = -1; code !== 0; ) {
      if (drivers > mostDrivers) throw new Error(`not done after ${drivers} drivers`);
      code = await drive(random.integer(3)).exit;
    }
    if ((await storeDigest(root, plan)) !== expected) problems.push('the results differ from an undisturbed run');
    const { damaged } = await verifyStore(root);
    problems.push(...damaged.map(({ label, problem }) => `${label}: ${problem}`));
    const left = existsSync(join(root, 'leases')) ? await readdir(join(root, 'leases')) : [];
    // A machine that lost power leaves its leases; nobody may be kept from working by one of a job that is done.
    const starts = await startsOf(root, plan.jobs.map(({ key }) => key));
    const startedAgain = starts.filter((n) => n > 1).length;
    if (!chosen.some((fault) => fault !== 'two-drivers' && fault !== 'clock-skew') && startedAgain > 0) problems.push(`${startedAgain} jobs were computed twice though nothing died`);
    if (left.some((name) => name.includes('.lease.'))) problems.push('a lease that was set aside is left');
    // Once more: nothing may run.
    if ((await drive(0).exit) !== 0) problems.push('a run of a finished study fails');
    const after = await startsOf(root, plan.jobs.map(({ key }) => key));
    if (after.join() !== starts.join()) problems.push('a run of a finished study computes');
    return { seed, faults: chosen, drivers, startedAgain, jobs: plan.jobs.length, problems, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

type Drive = (workers: number, machine?: FaultyMachine) => Driver;

/** Waits until a random part of the jobs has been started, and a random instant more. */
async function momentIn(root: string, random: Random, jobs: number): Promise<void> {
  const started = 1 + random.integer(jobs - 1);
  const logs = async () => (await readdir(join(root, 'logs')).catch(() => [])).length;
  for (let waited = 0; waited < 10_000 && (await logs()) < started; waited += 10) await sleep(10);
  await sleep(random.integer(100));
}

async function disturb(fault: Fault, random: Random, drive: Drive, moment: () => Promise<void>): Promise<void> {
  const seed = random.integer(1e9);
  switch (fault) {
    case 'kill-worker': {
      const driver = drive(2);
      for (let i = 0; i < 2; i++) {
        await moment();
        for (const pid of (await childrenOf(driver.child.pid!)).slice(0, 1)) kill(pid, 'SIGKILL');
      }
      await driver.exit;
      return;
    }
    case 'kill-driver': {
      const driver = drive(random.integer(3));
      await moment();
      kill(driver.child.pid!, 'SIGKILL');
      await driver.exit;
      return;
    }
    case 'two-drivers':
      await Promise.all([drive(1).exit, drive(2).exit]);
      return;
    case 'two-machines': {
      // Neither can see the other's processes: one dies, and only its silence tells.
      const [first, second] = [drive(1, { seed, hostname: 'first' }), drive(1, { seed, hostname: 'second' })];
      await moment();
      kill(first.child.pid!, 'SIGKILL');
      await Promise.all([first.exit, second.exit]);
      return;
    }
    case 'freeze': {
      // Stands still for longer than its lease, then goes on as if nothing had been.
      const frozen = drive(0, { seed, hostname: 'frozen' });
      await moment();
      kill(frozen.child.pid!, 'SIGSTOP');
      const other = drive(0, { seed, hostname: 'other' });
      await sleep(1000 * leaseSeconds + 500 + random.integer(800));
      kill(frozen.child.pid!, 'SIGCONT');
      await Promise.all([frozen.exit, other.exit]);
      return;
    }
    case 'disk-full':
      await drive(random.integer(2), { seed, writes: { chance: 0.02 + 0.1 * random.uniform(), code: random.uniform() < 0.8 ? 'ENOSPC' : 'EIO' } }).exit;
      return;
    case 'read-only': {
      const driver = drive(1);
      await moment();
      kill(driver.child.pid!, 'SIGKILL');
      await driver.exit;
      await drive(0, { seed, writes: { chance: 1, code: 'EROFS' } }).exit;
      return;
    }
    case 'clock-skew':
      await Promise.all([drive(1, { seed, clockAhead: 7200, hostname: 'early' }).exit, drive(1, { seed, clockAhead: -86400, hostname: 'late' }).exit]);
  }
}

interface Driver {
  child: ChildProcess;
  /** Its exit code, -1 when it was killed. */
  exit: Promise<number>;
}

function startDriver({ dist, root, digest, workers, machine }: { dist: string; root: string; digest: string; workers: number; machine: FaultyMachine | undefined }): Driver {
  const env: NodeJS.ProcessEnv = { ...process.env, SKILL_NEURONS_LEASE_SECONDS: String(leaseSeconds) };
  if (machine) Object.assign(env, { FAULTY_MACHINE: JSON.stringify(machine), NODE_OPTIONS: `--import ${pathToFileURL(join(dist, 'testing', 'faulty-machine.js')).href}` });
  const child = fork(join(dist, 'testing', 'simulated-driver.js'), [root, digest, String(workers)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env, execArgv: [] });
  return { child, exit: new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1))) };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was faster.
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).trim().split(' ').filter((word) => word !== '').map(Number);
}

async function startsOf(root: string, keys: readonly string[]): Promise<number[]> {
  return Promise.all(keys.map(async (key) => (await readFile(join(root, 'logs', `${key}.log`), 'utf8').catch(() => '')).split('started on').length - 1));
}
