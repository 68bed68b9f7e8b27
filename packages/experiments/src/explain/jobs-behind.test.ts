import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactStore } from '../artifact-store.ts';
import { makeJob } from '../job.ts';
import { jobsBehind } from './jobs-behind.ts';

const tune = (seed: number) => makeJob(`tune ${seed}`, { kind: 'tune', model: 'm', task: 't', seed }, null);
const overlap = makeJob('overlap', { kind: 'overlap', model: 'm', task: 't', seeds: [1, 2] }, null);

async function storeWith(files: readonly [ReturnType<typeof tune>, string, unknown][]): Promise<ArtifactStore> {
  const store = new ArtifactStore(await mkdtemp(join(tmpdir(), 'behind-')));
  for (const [job, name, content] of files) {
    await writeFile(join(await store.openWork(job), name), JSON.stringify(content));
    await store.commit(job, { seconds: 1 });
  }
  return store;
}

test('the job whose file holds the entry is found, also where the results add to it or the file keeps it in a list', async () => {
  const store = await storeWith([[tune(1), 'a.json', { model: 'm', seed: 1, correct: 3 }], [tune(2), 'a.json', { model: 'm', seed: 2, correct: 3 }], [overlap, 'b.json', { overlap: [{ model: 'm', shared: 7 }], other: 1 }]]);
  const jobs = [tune(1), tune(2), overlap];
  const behind = async (section: string, entry: unknown) => (await jobsBehind(section, entry, jobs, store)).map(({ label }) => label);
  expect(await behind('tuning', { model: 'm', seed: 2, correct: 3, seconds: 9 })).toEqual(['tune 2']);
  expect(await behind('anything', { model: 'm', shared: 7 })).toEqual(['overlap']);
  // Nothing holds it: what agrees on model, task and seed.
  expect(await behind('tuning', { model: 'm', task: 't', seed: 1, correct: 4 })).toEqual(['tune 1']);
  expect(await behind('tuning', { model: 'other', seed: 1 })).toEqual([]);
  expect(await behind('title', 'T')).toEqual([]);
});
