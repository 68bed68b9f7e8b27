// `node scripts/fault-runs.js [RUNS] [FIRST SEED]` after a build: seeded fault runs, one line each. Exit code 1 if any leaves other bytes.
import { fileURLToPath } from 'node:url';
import { faultRun, undisturbedDigest } from '../dist/testing/fault-runs.js';

const [runs = '100', first = '0'] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const expected = await undisturbedDigest();
let wrong = 0;
for (let seed = Number(first); seed < Number(first) + Number(runs); seed++) {
  const { faults, drivers, startedAgain, jobs, problems, seconds } = await faultRun(seed, { dist, expected });
  if (problems.length > 0) wrong++;
  process.stdout.write(`seed ${seed}: ${faults.join(' + ')}: ${drivers} drivers, ${startedAgain} of ${jobs} jobs started again, ${seconds.toFixed(1)} s: ${problems.length === 0 ? 'same bytes' : problems.join('; ')}\n`);
}
process.stdout.write(`${runs} fault runs, ${wrong} wrong\n`);
process.exitCode = wrong > 0 ? 1 : 0;
