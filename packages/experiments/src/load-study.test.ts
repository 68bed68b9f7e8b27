import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoStudyFile } from './demo-study.ts';
import { loadStudy } from './load-study.ts';

async function studyFile(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'study-')), 'study.yaml');
  await writeFile(path, text);
  return path;
}

const minimal = 'title: T\nmodels: [m]\ntasks: [t]\n';

test('a minimal study gets defaults', async () => {
  const study = await loadStudy(await studyFile(minimal));
  expect(study).toMatchObject({ seeds: [1], splits: { train: 'train', validation: 'validation', test: 'test' } });
  expect(study.neurons.suppress).toEqual([0, 1, 3, 5, 7, 9, 11, 13, 15]);
});

test('the bundled demo study is valid and has six tasks, two seeds and both architectures at least', async () => {
  const study = await loadStudy(demoStudyFile);
  expect(study.tasks.length).toBeGreaterThanOrEqual(6);
  expect(study.seeds.length).toBeGreaterThanOrEqual(2);
  expect(study.models.length).toBeGreaterThanOrEqual(2);
});

test('--set overrides a field', async () => {
  const study = await loadStudy(await studyFile(minimal), ['tuning.steps=7', 'seeds=[3, 4]']);
  expect(study.tuning.steps).toBe(7);
  expect(study.seeds).toEqual([3, 4]);
});

test('tuning takes every option of a prompt, and refuses those of another optimizer or start', async () => {
  const withTuning = async (tuning: string) => (await loadStudy(await studyFile(`${minimal}tuning: ${tuning}\n`))).tuning;
  const full = {
    accumulation: 2, dropout: 0.1, clipNorm: 1, schedule: { kind: 'cosine', warmupSteps: 3 }, optimizer: { kind: 'adafactor', scaleParameter: true },
    initialisation: { kind: 'label-words', first: 5000 }, initialisationSeed: 1, dataSeed: 2,
    selection: { metric: 'macro-f1', carveOut: 0.1 }, earlyStopping: { patience: 3 },
  };
  expect(await withTuning(JSON.stringify(full))).toEqual(full);
  for (const wrong of ['{optimizer: {kind: adam, scaleParameter: true}}', '{initialisation: {kind: uniform, scale: 2}}', '{dropout: 1}', '{selection: {carveOut: 1}}']) {
    await expect(withTuning(wrong)).rejects.toMatchObject({ code: 'STUDY_INVALID' });
  }
});

test.each([
  ['title: [', 'STUDY_YAML', /:\d+$/],
  ['title: T\nmodels: []\ntasks: [t]\n', 'STUDY_INVALID', /study\.yaml$/],
  [`${minimal}sedes: [1]\n`, 'STUDY_INVALID', /study\.yaml$/],
])('a broken study names the file: %j', async (text, code, where) => {
  await expect(loadStudy(await studyFile(text))).rejects.toMatchObject({ code, where: expect.stringMatching(where) as string });
});

test('a missing file and a bad override are errors', async () => {
  await expect(loadStudy('no-such-study.yaml')).rejects.toMatchObject({ code: 'FILE_READ' });
  await expect(loadStudy(await studyFile(minimal), ['tuning'])).rejects.toMatchObject({ code: 'STUDY_OVERRIDE' });
});
