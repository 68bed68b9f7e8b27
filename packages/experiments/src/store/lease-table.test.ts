import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeaseTable } from './lease-table.ts';
import { thisProcess } from './process-identity.ts';

const folder = () => mkdtemp(join(tmpdir(), 'leases-'));
const pathOf = (root: string) => join(root, 'leases', 'k.lease');
/** A process of another machine: nothing is known of it but what it writes. */
const elsewhere = { host: 'another machine', pid: 1, started: '1' };

test('one holder at a time, and the next after its release', async () => {
  const root = await folder();
  const [a, b] = [new LeaseTable(root), new LeaseTable(root)];
  const lease = (await a.acquire('k'))!;
  expect(await b.acquire('k')).toBeNull();
  expect(await b.holder('k')).toMatchObject({ pid: process.pid });
  await lease.release();
  expect(await readdir(join(root, 'leases'))).toEqual([]);
  const next = (await b.acquire('k'))!;
  expect(await a.acquire('k')).toBeNull();
  await next.release();
});

test('of many that want a lease at once, one gets it', async () => {
  const root = await folder();
  const got = (await Promise.all(Array.from({ length: 20 }, () => new LeaseTable(root).acquire('k')))).filter((lease) => lease !== null);
  expect(got).toHaveLength(1);
  await got[0]!.release();
});

test('a holder that counts keeps its lease for ever; one that stands still loses it by the clock of who waits', async () => {
  const root = await folder();
  let now = 0;
  const away = new LeaseTable(root, { identity: elsewhere, beatSeconds: 0.01 });
  const waiting = new LeaseTable(root, { expirySeconds: 60, now: () => now });
  const lease = (await away.acquire('k'))!;
  for (let i = 0; i < 5; i++) {
    const before = await readFile(pathOf(root), 'utf8');
    while ((await readFile(pathOf(root), 'utf8')) === before) await new Promise((resolve) => setTimeout(resolve, 5));
    now += 3_600_000;
    expect(await waiting.acquire('k')).toBeNull();
  }
  await lease.release();
  await (await away.acquire('k'))!.release();

  // The same file as left by a machine that lost its power; what its clock said does not matter.
  const still = (await new LeaseTable(root, { identity: elsewhere, beatSeconds: 1e6 }).acquire('k'))!;
  await utimes(pathOf(root), new Date(0), new Date(0));
  expect(await waiting.acquire('k')).toBeNull();
  now += 59_999;
  expect(await waiting.acquire('k')).toBeNull();
  now += 1;
  const taken = (await waiting.acquire('k'))!;
  expect(taken).not.toBeNull();
  // The holder that came back sees that it lost, and its release takes nothing from the new one.
  await still.release();
  expect(await new LeaseTable(root).acquire('k')).toBeNull();
  await taken.release();
});

test('a holder learns at its next count that another took over', async () => {
  const root = await folder();
  const lease = (await new LeaseTable(root, { beatSeconds: 0.01 }).acquire('k'))!;
  await rename(pathOf(root), `${pathOf(root)}.away`);
  await writeFile(pathOf(root), 'of another');
  while (!lease.lost) await new Promise((resolve) => setTimeout(resolve, 5));
  await lease.release();
  expect(await readFile(pathOf(root), 'utf8')).toBe('of another');
});

test('a process of this machine that died is known at once; so is an earlier start of the same cluster job', async () => {
  const root = await folder();
  const child = spawn(process.execPath, ['-e', '']);
  const dead = { ...thisProcess(), pid: child.pid! };
  await once(child, 'exit');
  await new LeaseTable(root, { identity: dead, beatSeconds: 1e6 }).acquire('k');
  const lease = (await new LeaseTable(root).acquire('k'))!;
  expect(lease).not.toBeNull();
  await lease.release();

  await new LeaseTable(root, { identity: elsewhere, clusterJob: '7_1', beatSeconds: 1e6 }).acquire('k');
  expect(await new LeaseTable(root, { clusterJob: '7_2' }).acquire('k')).toBeNull();
  const again = (await new LeaseTable(root, { clusterJob: '7_1' }).acquire('k'))!;
  expect(again).not.toBeNull();
  await again.release();
});

test('a lease that was cut off while it was written runs out too', async () => {
  const root = await folder();
  let now = 0;
  const table = new LeaseTable(root, { expirySeconds: 1, now: () => now });
  await (await table.acquire('other'))!.release();
  await writeFile(pathOf(root), '{"id":');
  expect(await table.acquire('k')).toBeNull();
  now = 1000;
  const lease = (await table.acquire('k'))!;
  expect(lease).not.toBeNull();
  await lease.release();
});
