import type { Job } from '../job.ts';
import type { JobEvent, JobRunner } from './executor.ts';
import { schedule } from './schedule.ts';

const job = (key: string, ...inputs: string[]): Job => ({
  key,
  kind: 'tune',
  label: key,
  parameters: { kind: 'tune', model: 'm', task: key, seed: 1 },
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
    },
    close: async () => undefined,
  };
}

async function run(jobs: Job[], runners: JobRunner[], done: string[] = [], signal?: AbortSignal): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  await schedule({ jobs, runners, isDone: ({ key }) => done.includes(key), onEvent: (event) => events.push(event), signal });
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
