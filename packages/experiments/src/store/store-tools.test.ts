import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRun } from '../run-folder.ts';
import { planSimulatedStudy, runSimulatedStudy, storeDigest } from '../testing/simulated-study.ts';
import { collectGarbage } from './collect-garbage.ts';
import { verifyStore } from './verify-store.ts';

async function finished(seeds = 2) {
  const folder = await mkdtemp(join(tmpdir(), 'run-'));
  const root = join(folder, 'store');
  const plan = await planSimulatedStudy({ models: 1, tasks: 2, seeds });
  const ran = await runSimulatedStudy(root, plan);
  await writeRun(folder, root, plan.located.study, { plan: ran.stored.digest, command: 'x', executor: 'inline', workers: 0 });
  return { folder, root, plan, ...ran };
}

test('verify finds one flipped bit in any file; after the repair a run computes that job alone', async () => {
  const { root, plan, jobs, store, stored } = await finished();
  const before = await storeDigest(root, stored.plan);
  expect(await verifyStore(root)).toMatchObject({ artifacts: jobs.length, files: jobs.length, damaged: [] });
  const victim = jobs.find(({ kind }) => kind === 'tune')!;
  for (const [name, at] of [['result', 100], ['manifest.json', 60]] as const) {
    const path = join(store.folderOf(victim), name);
    const bytes = await readFile(path);
    bytes[at]! ^= 4;
    await writeFile(path, bytes);
    const { damaged } = await verifyStore(root, { repair: true });
    expect(damaged.map(({ folder }) => folder)).toEqual([store.folderOf(victim)]);
    const done: string[] = [];
    await runSimulatedStudy(root, plan, { onEvent: ({ type, job }) => type === 'done' && done.push(job.label) });
    expect(done).toEqual([victim.label]);
    expect(await storeDigest(root, stored.plan)).toBe(before);
  }
});

test('verify tells a missing, a cut off and an extra file', async () => {
  const { root, jobs, store } = await finished();
  await rm(join(store.folderOf(jobs[0]!), 'result'));
  await writeFile(join(store.folderOf(jobs[1]!), 'result'), 'short');
  await writeFile(join(store.folderOf(jobs[2]!), 'extra'), '');
  const { damaged } = await verifyStore(root);
  expect(damaged.map(({ problem }) => problem).sort()).toEqual(['extra does not belong to it', 'result has 5 bytes, not 256', 'result is missing']);
});

test('gc deletes only what no run needs, and only when told to', async () => {
  const { folder, root, jobs, stored } = await finished();
  const before = await storeDigest(root, stored.plan);
  const other = await runSimulatedStudy(root, await planSimulatedStudy({ models: 1, tasks: 2, seeds: 3 }));
  const extra = other.jobs.filter(({ key }) => !jobs.some((job) => job.key === key));
  const { garbage, kept, runs } = await collectGarbage(root);
  expect([kept, runs]).toEqual([jobs.length, [folder]]);
  // The other plan, and results and logs of the jobs that it alone has.
  expect(garbage).toHaveLength(1 + 2 * extra.length);
  expect(existsSync(other.store.folderOf(extra[0]!))).toBe(true);
  await collectGarbage(root, { remove: true });
  expect(existsSync(other.store.folderOf(extra[0]!))).toBe(false);
  expect((await collectGarbage(root)).garbage).toEqual([]);
  expect(await storeDigest(root, stored.plan)).toBe(before);

  await rm(join(folder, 'run.json'));
  await expect(collectGarbage(root, { remove: true })).rejects.toMatchObject({ code: 'STORE_NO_RUNS' });
});

test('what else lies in the folder of a store is not looked at: neither gc nor verify touches it', async () => {
  const { root } = await finished();
  await mkdir(join(root, 'photos', 'summer'), { recursive: true });
  await writeFile(join(root, 'photos', 'summer', 'a.jpg'), 'mine');
  await writeFile(join(root, 'photos', 'list-0123456789ab'), 'mine');
  expect((await verifyStore(root, { repair: true })).damaged).toEqual([]);
  expect((await collectGarbage(root, { remove: true })).garbage).toEqual([]);
  expect(await readFile(join(root, 'photos', 'summer', 'a.jpg'), 'utf8')).toBe('mine');
});
