import type { Job, JobEvent } from '@skill-neurons/experiments';
import { StudyProgress } from './study-progress.ts';
import { Terminal } from './terminal.ts';

const job = (key: string): Job => ({ key, label: `tune ${key}` }) as Job;

test('a line per finished job, and one that is written over with jobs, time left and what runs', () => {
  let written = '';
  const { isTTY, columns, write } = process.stderr;
  Object.assign(process.stderr, { isTTY: true, columns: 200 });
  process.stderr.write = (text: string | Uint8Array) => {
    written += String(text);
    return true;
  };
  try {
    const progress = new StudyProgress(new Terminal({ json: false, quiet: false, verbose: false, color: false }));
    progress.plan(8, 2);
    const tell = (event: JobEvent) => progress.event(event);
    for (const key of ['a', 'b', 'c', 'd']) {
      tell({ type: 'started', job: job(key) } as JobEvent);
      tell({ type: 'done', job: job(key) } as JobEvent);
    }
    Object.assign(progress, { lastStatus: -Infinity });
    tell({ type: 'started', job: job('e') } as JobEvent);
    Object.assign(progress, { lastStatus: -Infinity });
    tell({ type: 'progress', job: job('e'), progress: { label: 'tune e', done: 3, total: 9, metrics: { loss: 0.5 } } } as JobEvent);
  } finally {
    Object.assign(process.stderr, { isTTY, columns, write });
  }
  const lines = written.replaceAll('\r\x1b[J', '\n').split('\n');
  expect(lines[0]).toBe('8 jobs, 2 of them done before');
  expect(written).toMatch(/\[3\/8\] tune a \(0\.0 s\)\n/);
  expect(written).toMatch(/\[6\/8\] tune d \(0\.0 s\), about 0\.\d s left\n/);
  expect(lines.at(-1)).toMatch(/^6\/8 jobs, about 0\.\d s left \| tune e 3\/9 loss 0\.500$/);
});
