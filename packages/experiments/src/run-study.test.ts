import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { useBackend } from '@skill-neurons/runtime';
import type { JobEvent } from './executors/executor.ts';
import { loadStudy } from './load-study.ts';
import { locateStudy } from './locate-study.ts';
import type { LocatedStudy } from './locations.ts';
import { runStudy } from './run-study.ts';
import { writeTinyStudy } from './testing/tiny-study.ts';

let folder: string;
let located: LocatedStudy;

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  const written = await writeTinyStudy();
  folder = written.folder;
  located = await locateStudy(await loadStudy(written.study), { backend: 'auto', threads: 1, store: join(folder, 'store') });
});

async function run(options: Partial<Parameters<typeof runStudy>[0]> = {}) {
  const events: JobEvent[] = [];
  const outcome = await runStudy({ located, onEvent: (event) => events.push(event), ...options });
  const count = (type: JobEvent['type']) => events.filter((event) => event.type === type).length;
  return { ...outcome, count };
}

test('a study runs through every layer, can be interrupted, and never repeats finished work', async () => {
  const controller = new AbortController();
  let finished = 0;
  const interrupted = runStudy({
    located,
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === 'done' && ++finished === 5) controller.abort();
    },
  });
  await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });

  const first = await run();
  const jobs = first.plan.jobs.length;
  // Per model: 2 tasks x 2 seeds of tune, transfer, neurons, suppress; 2 random prompts; no prompt.
  expect(jobs).toBe(2 * (4 * 4 + 2 + 1));
  expect(first.count('reused')).toBe(5);
  expect(first.count('done')).toBe(jobs - 5);

  const again = await run();
  expect(again.count('reused')).toBe(jobs);
  expect(again.count('started')).toBe(0);
  expect({ ...again.results, created: '' }).toEqual({ ...first.results, created: '' });
});

test('the results hold every part of the study', async () => {
  const { results } = await run();
  const { tuning, evaluations, predictivity, suppression, overlap, specificity } = results!;
  expect(tuning).toHaveLength(8);
  // Per model 7 prompts (4 tuned, 2 random, none) on 2 tasks, clean and adversarial.
  expect(evaluations).toHaveLength(2 * 7 * 2 * 2);
  const adversarial = evaluations.find((evaluation) => evaluation.adversarial)!;
  expect(Object.values(adversarial.groups).reduce((sum, { n }) => sum + n, 0)).toBe(adversarial.n);
  expect(predictivity).toHaveLength(2 * 4 * 2);
  expect(overlap).toHaveLength(2 * 4);
  expect(specificity).toHaveLength(2);
  expect(results!.tasks.map(({ leaks }) => Array.isArray(leaks))).toEqual([true, true]);
  for (const { rho } of specificity) for (const task of [0, 1]) expect(rho[task]![task]).toBeCloseTo(1, 9);
  // clean-found, adversarial-found and two random draws at 0 and 25 %, on both splits.
  expect(suppression).toHaveLength(2 * 4 * 4 * 2 * 2);
  for (const { percent, correct, model, task, seed, split } of suppression.filter((point) => point.percent === 0 && !point.adversarial)) {
    const evaluation = evaluations.find((e) => e.model === model && e.prompt === 'tuned' && e.source === task && e.task === task && e.seed === seed && e.split === split);
    expect([percent, correct]).toEqual([0, evaluation!.correct]);
  }
});

test('another seed adds jobs and keeps the old ones', async () => {
  const more = { ...located, study: { ...located.study, seeds: [1, 2, 3] } };
  const { plan } = await run({ located: more, dryRun: true });
  const { plan: before } = await run({ dryRun: true });
  const known = new Set(before.jobs.map(({ key }) => key));
  const kept = plan.jobs.filter(({ key }) => known.has(key));
  expect(kept.filter(({ kind }) => kind === 'tune')).toHaveLength(8);
});

test('a job that fails is named, the rest goes on, and nothing half-done is left as a result', async () => {
  const store = join(folder, 'store-with-damage');
  const here = { ...located, store };
  const { plan } = await run({ located: here });
  const tune = (await readdir(join(store, 'tune'))).find((name) => name.startsWith('tune-mini-t5-two-seed-2'))!;
  await rm(join(store, 'tune', tune, 'prompt.safetensors'));
  await rm(join(store, 'neurons'), { recursive: true });
  const { failures, skipped, results, count } = await run({ located: here });
  expect(results).toBeNull();
  expect(failures.map(({ job }) => job.label)).toEqual(['neurons mini-t5 two seed 2']);
  expect(failures[0]!.error).toMatchObject({ code: 'ARTIFACT_DAMAGED' });
  expect(skipped).toEqual([]);
  expect(count('reused')).toBe(plan.jobs.filter(({ kind }) => kind !== 'neurons').length);
});
