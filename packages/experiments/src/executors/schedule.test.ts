import { SkillNeuronsError } from '@skill-neurons/core';
import fc from 'fast-check';
import type { Job } from '../job.ts';
import type { JobEvent, JobRunner } from './executor.ts';
import { schedule } from './schedule.ts';

const job = (key: string, ...inputs: string[]): Job => ({
  key,
  kind: 'tune',
  label: key,
  parameters: { kind: 'tune', model: 'm', task: key, seed: 1 },
  identity: null,
  inputs: Object.fromEntries(inputs.map((input, i) => [String(i), input])),
});

/** Runs at once, except jobs that fail or wait for a gate. */
function runner(log: string[], failing: string[] = [], gate?: Promise<void>): JobRunner {
  return {
    async run({ key }, _onProgress, signal) {
      log.push(`start ${key}`);
      await gate;
      signal?.throwIfAborted();
      if (failing.includes(key)) throw new Error(`${key} broke`);
      log.push(`end ${key}`);
      return 'done';
    },
    close: async () => undefined,
  };
}

async function run(jobs: Job[], runners: JobRunner[], done: string[] = [], signal?: AbortSignal): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  await schedule({ jobs, runners, done: new Set(done), onEvent: (event) => events.push(event), signal });
  return events;
}

test('a job starts only after its inputs, and finished ones are not run again', async () => {
  const log: string[] = [];
  await run([job('a'), job('b', 'a'), job('c', 'a', 'b')], [runner(log), runner(log)], ['a']);
  expect(log).toEqual(['start b', 'end b', 'start c', 'end c']);
});

test('independent jobs run side by side', async () => {
  const log: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const work = run([job('a'), job('b')], [runner(log, [], gate), runner(log, [], gate)]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['start a', 'start b']);
  open();
  await work;
});

test('a failure stops only what needs it', async () => {
  const log: string[] = [];
  const events = await run([job('a'), job('b', 'a'), job('c', 'b'), job('d')], [runner(log, ['a'])]);
  const of = (type: JobEvent['type']) => events.filter((event) => event.type === type).map((event) => event.job.key);
  expect(of('failed')).toEqual(['a']);
  expect(of('skipped')).toEqual(['b', 'c']);
  expect(of('done')).toEqual(['d']);
});

test('an abort waits for what runs and then rejects', async () => {
  const log: string[] = [];
  const controller = new AbortController();
  const gate = new Promise<void>((resolve) => setTimeout(resolve, 20));
  const work = run([job('a'), job('b')], [runner(log, [], gate)], [], controller.signal);
  controller.abort();
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  expect(log).toEqual(['start a']);
});

test('a job that another process works on is looked at again, and what needs it waits', async () => {
  const log: string[] = [];
  let looks = 0;
  const other: JobRunner = {
    async run({ key }) {
      log.push(key);
      return key === 'a' && ++looks < 3 ? 'busy' : 'reused';
    },
    close: async () => undefined,
  };
  const events: JobEvent[] = [];
  await schedule({ jobs: [job('a'), job('b', 'a'), job('c')], runners: [other], done: new Set(), onEvent: (event) => events.push(event), pollSeconds: 0.005 });
  expect(log).toEqual(['a', 'c', 'a', 'a', 'b']);
  expect(events.filter(({ type }) => type === 'elsewhere')).toHaveLength(2);
});

test('a job whose process dies is started three times, then it failed', async () => {
  const died = new SkillNeuronsError({ code: 'WORKER_DIED', message: 'x' });
  const dying = (times: number): JobRunner => ({ run: async () => (times-- > 0 ? Promise.reject(died) : 'done'), close: async () => undefined });
  expect((await run([job('a')], [dying(2)])).map(({ type }) => type)).toEqual(['started', 'retried', 'started', 'retried', 'started', 'done']);
  expect((await run([job('a')], [dying(3)])).map(({ type }) => type).at(-1)).toBe('failed');
});

test('a listener that throws ends the run with its error, once what runs has ended', async () => {
  const log: string[] = [];
  const broken = new Error('the terminal is gone');
  const onEvent = ({ type }: JobEvent) => {
    if (type === 'done' || type === 'failed') throw broken;
  };
  await expect(schedule({ jobs: [job('a'), job('b', 'a'), job('c')], runners: [runner(log), runner(log)], done: new Set(), onEvent })).rejects.toBe(broken);
  expect(log).toEqual(['start a', 'start c', 'end a', 'end c']);
  await expect(schedule({ jobs: [job('a')], runners: [runner(log, ['a'])], done: new Set(), onEvent })).rejects.toBe(broken);
});

test('property: whatever the graph, each job runs once and after its inputs', async () => {
  const graph = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(graph, fc.integer({ min: 1, max: 4 }), async (edges, workers) => {
      const jobs = edges.map((to, i) => job(String(i), ...new Set(to.filter((j) => j < i).map(String))));
      const log: string[] = [];
      await run(jobs, Array.from({ length: workers }, () => runner(log)));
      expect(log.filter((line) => line.startsWith('end'))).toHaveLength(jobs.length);
      for (const { key, inputs } of jobs) for (const input of Object.values(inputs)) expect(log.indexOf(`end ${input}`)).toBeLessThan(log.indexOf(`start ${key}`));
    }),
    { numRuns: 50 },
  );
});
