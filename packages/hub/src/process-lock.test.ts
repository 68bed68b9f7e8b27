import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProcessLock } from './process-lock.ts';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  lock = join(folder, 'deep', 'x.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const held = (pid: number, host = hostname()) => JSON.stringify({ pid, host, id: 'x' });

test('work is done one after the other, and nothing is left', async () => {
  let [inside, most] = [0, 0];
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withProcessLock(lock, work)));
  expect(most).toBe(1);
  expect(await readdir(join(folder, 'deep'))).toEqual([]);
});

test('a failure gives the lock back', async () => {
  await expect(withProcessLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withProcessLock(lock, () => Promise.resolve(3))).toBe(3);
});

describe('whose holder', () => {
  beforeEach(() => withProcessLock(lock, () => Promise.resolve()));

  test('died is taken over at once', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(lock, held(pid));
    expect(await withProcessLock(lock, () => Promise.resolve(1))).toBe(1);
  });

  test.each([['on another machine', held(1, 'elsewhere')], ['in a damaged file', '']])('showed no life for long, %s, is taken over', async (_name, text) => {
    await writeFile(lock, text);
    const old = new Date(Date.now() - 60_000);
    await utimes(lock, old, old);
    expect(await withProcessLock(lock, () => Promise.resolve(1))).toBe(1);
  });

  test.each([['on this machine', held(process.ppid)], ['on another', held(1, 'elsewhere')], ['that writes its name at this moment', '']])('lives, %s, is waited for', async (_name, text) => {
    await writeFile(lock, text);
    let waited = 0;
    const signal = AbortSignal.timeout(250);
    await expect(withProcessLock(lock, () => Promise.resolve(1), { signal, onWait: () => (waited += 1) })).rejects.toMatchObject({ name: 'AbortError' });
    expect(waited).toBe(1);
    expect(await readFile(lock, 'utf8')).toBe(text);
  });
});

test('a lock that was taken over is not removed by its former holder', async () => {
  await withProcessLock(lock, () => writeFile(lock, held(1, 'elsewhere')));
  expect(await readFile(lock, 'utf8')).toBe(held(1, 'elsewhere'));
});
