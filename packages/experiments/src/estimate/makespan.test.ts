import type { JobKind } from '../job.ts';
import { planSimulatedStudy } from '../testing/simulated-study.ts';
import { makespan } from './makespan.ts';

test('one worker takes the sum, many the longest chain, none of it what is done', async () => {
  const { plan: { jobs } } = await planSimulatedStudy({ models: 1, tasks: 2, seeds: 2 });
  const seconds: Record<JobKind, number> = { tune: 10, transfer: 1, neurons: 3, suppress: 2, null: 1, overlap: 0, specificity: 0, layers: 0, similarity: 0 };
  const secondsOf = ({ kind }: (typeof jobs)[number]) => seconds[kind];
  const sum = jobs.reduce((total, job) => total + secondsOf(job), 0);
  expect(await makespan(jobs, new Set(), 1, secondsOf)).toBe(sum);
  expect(await makespan(jobs, new Set(), 1000, secondsOf)).toBe(10 + 3 + 2);
  expect(await makespan(jobs, new Set(jobs.filter(({ kind }) => kind === 'tune').map(({ key }) => key)), 1000, secondsOf)).toBe(3 + 2);
  const two = await makespan(jobs, new Set(), 2, secondsOf);
  expect(two).toBeGreaterThanOrEqual(sum / 2);
  expect(two).toBeLessThanOrEqual(sum / 2 + 15);
});
