import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultRun, undisturbedDigest } from './fault-runs.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

// `node scripts/fault-runs.js 100` runs as many as one likes; these are one of each kind that differs most.
test('killed workers and drivers, a machine that falls silent and a full disk leave the bytes of an undisturbed run', async () => {
  if (!existsSync(dist)) throw new Error('build the package first: its compiled programs are run here');
  const expected = await undisturbedDigest();
  const runs = await Promise.all([0, 1, 3, 5].map((seed) => faultRun(seed, { dist, expected })));
  expect(runs.flatMap(({ seed, faults, problems }) => problems.map((problem) => `seed ${seed}, ${faults.join(' + ')}: ${problem}`))).toEqual([]);
  // The faults took effect: work was cut off and taken up again.
  expect(runs.some(({ startedAgain }) => startedAgain > 0)).toBe(true);
}, 120_000);
