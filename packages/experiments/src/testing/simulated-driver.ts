// Program: runs a stored, simulated plan until nothing is left that can run, as `skill-neurons run` would. For tests that kill it.
import { ArtifactStore } from '../artifact-store.ts';
import { executePlan } from '../execute-plan.ts';
import { readPlan } from '../plan-file.ts';
import { findCurrent } from '../store/find-current.ts';
import { openWorkload } from '../workloads/open-workload.ts';

const [root = '', digest = '', workers = '0'] = process.argv.slice(2);
const stored = await readPlan(root, digest);
const store = new ArtifactStore(root);
const { failures } = await executePlan({ stored, store, done: await findCurrent(store, stored.plan.jobs), workers: Number(workers), workload: await openWorkload(stored, { store: root }) });
for (const { job, error } of failures) process.stderr.write(`${job.label}: ${error.message}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
