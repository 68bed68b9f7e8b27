import { mkdtemp, readdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactStore } from './artifact-store.ts';
import { makeJob } from './job.ts';

const parameters = { kind: 'tune', model: 'm', task: 't', seed: 1 } as const;

async function storeWithResult() {
  const store = new ArtifactStore(await mkdtemp(join(tmpdir(), 'store-')));
  const job = makeJob('tune m t seed 1', parameters, 'identity');
  const work = await store.openWork(job);
  await writeFile(join(work, 'a.json'), '{"x":1}');
  return { store, job, work };
}

test('a job is done only after its commit, and its files can then be read', async () => {
  const { store, job } = await storeWithResult();
  expect(store.isDone(job)).toBe(false);
  await store.commit(job, { seconds: 1.5 });
  expect(store.isDone(job)).toBe(true);
  expect(await store.readJson(job, 'a.json')).toEqual({ x: 1 });
  expect(await store.manifest(job)).toMatchObject({ key: job.key, seconds: 1.5, files: { 'a.json': { bytes: 7 } } });
});

test('what an interrupted job left is found again', async () => {
  const { store, job, work } = await storeWithResult();
  expect(await store.openWork(job)).toBe(work);
});

test('a second finisher of the same job changes nothing', async () => {
  const { store, job } = await storeWithResult();
  await store.commit(job, { seconds: 1 });
  await writeFile(join(await store.openWork(job), 'a.json'), '{"x":2}');
  await store.commit(job, { seconds: 2 });
  expect(await store.readJson(job, 'a.json')).toEqual({ x: 1 });
});

test('a cut-off file is refused with its place', async () => {
  const { store, job } = await storeWithResult();
  await store.commit(job, { seconds: 1 });
  const path = join(store.folderOf(job), 'a.json');
  await truncate(path, 3);
  await expect(store.readJson(job, 'a.json')).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED', where: path });
});

test('keys change with parameters, identity and inputs, not with the label', () => {
  const key = makeJob('a', parameters, 1).key;
  expect(makeJob('b', parameters, 1).key).toBe(key);
  expect(makeJob('a', { ...parameters, seed: 2 }, 1).key).not.toBe(key);
  expect(makeJob('a', parameters, 2).key).not.toBe(key);
  expect(makeJob('a', parameters, 1, { prompt: 'k' }).key).not.toBe(key);
});

test('a flipped bit is found when the file is read', async () => {
  const { store, job } = await storeWithResult();
  await store.commit(job, { seconds: 1 });
  const path = join(store.folderOf(job), 'a.json');
  await writeFile(path, '{"x":2}');
  await expect(store.readJson(job, 'a.json')).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED', where: path });
});

test('a process that stood still cannot write into the folder of the one that took its job over', async () => {
  const { store, job, work } = await storeWithResult();
  const next = new ArtifactStore(store.root);
  const taken = await next.openWork(job);
  expect(await readdir(taken)).toEqual(['a.json']);
  await expect(writeFile(join(work, 'b.json'), '')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(store.commit(job, { seconds: 1 })).rejects.toMatchObject({ code: 'WORK_TAKEN_OVER' });
  await next.commit(job, { seconds: 1 });
  expect(await next.readJson(job, 'a.json')).toEqual({ x: 1 });
});

test('a result is current only as long as its inputs hold what it was made from', async () => {
  const { store, job: input } = await storeWithResult();
  await store.commit(input, { seconds: 1 });
  const job = makeJob('evaluation', { kind: 'neurons', model: 'm', task: 't', seed: 1 }, 'identity', { prompt: input.key });
  const jobs = new Map([input, job].map((each) => [each.key, each]));
  await writeFile(join(await store.openWork(job), 'b.json'), '1');
  await store.commit(job, { seconds: 1 }, jobs);
  expect(await store.isCurrent(job, jobs)).toBe(true);

  const again = async (text: string) => {
    await store.displace(input);
    expect(await store.isCurrent(job, jobs)).toBe(false);
    await writeFile(join(await store.openWork(input), 'a.json'), text);
    await store.commit(input, { seconds: 9 }, jobs);
    return store.isCurrent(job, jobs);
  };
  expect(await again('{"x":1}')).toBe(true);
  expect(await again('{"x":2}')).toBe(false);
});
