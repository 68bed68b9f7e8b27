// `node scripts/scale.js [MODELS] [TASKS] [SEEDS] [WORKERS] [--plan-only]` after a build: what the machinery itself costs, with jobs that do nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ArtifactStore } from '../dist/artifact-store.js';
import { executePlan } from '../dist/execute-plan.js';
import { readPlan, writePlan } from '../dist/plan-file.js';
import { layOutArrays } from '../dist/slurm/array-layout.js';
import { findCurrent } from '../dist/store/find-current.js';
import { planSimulatedStudy } from '../dist/testing/simulated-study.js';
import { openWorkload } from '../dist/workloads/open-workload.js';

const [models = 20, tasks = 9, seeds = 50, workers = 2] = process.argv.slice(2).filter((word) => !word.startsWith('--')).map(Number);
const planOnly = process.argv.includes('--plan-only');
const store = await mkdtemp(join(tmpdir(), 'scale-'));
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
let cpu = process.cpuUsage();
let clock = performance.now();
/** Wall-clock and processor seconds since the last line. */
const say = (what) => {
  const { user, system } = process.cpuUsage(cpu);
  const wall = (performance.now() - clock) / 1000;
  process.stdout.write(`${what}: ${wall.toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of processor here), driver ${megabytes(process.memoryUsage().rss)}\n`);
  cpu = process.cpuUsage();
  clock = performance.now();
  return wall;
};

say('start');
const unplaced = await planSimulatedStudy({ models, tasks, seeds });
const { jobs } = unplaced.plan;
say(`plan of ${models} models x ${tasks} tasks x ${seeds} seeds, ${jobs.length} jobs`);
const { digest } = await writePlan(store, unplaced);
say('plan written');
const stored = await readPlan(store, digest);
say('plan read');
const arrays = layOutArrays({ jobs, done: new Set(), maxArraySize: 1001 });
say(`laid out as ${arrays.length} Slurm arrays, highest index ${arrays.reduce((most, array) => array.tasks.reduce((highest, { index }) => Math.max(highest, index), most), 0)}`);
if (!planOnly) {
  const artifacts = new ArtifactStore(store);
  const run = async (name) => {
    const done = await findCurrent(artifacts, stored.plan.jobs);
    const wall = say(`${name}: ${done.size} found done`);
    await executePlan({ stored, store: artifacts, done, workers, workload: await openWorkload(stored, { store }) });
    const seconds = say(`${name}: ${jobs.length - done.size} jobs run`);
    if (done.size < jobs.length) process.stdout.write(`${((1000 * seconds) / (jobs.length - done.size)).toFixed(1)} ms per job with ${workers} workers\n`);
    return wall;
  };
  await run('first run');
  await run('second run');
}
await rm(store, { recursive: true });
