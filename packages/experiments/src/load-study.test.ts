import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { demoStudyFile } from './demo-study.ts';
import { loadStudy } from './load-study.ts';
import { locateTask } from './locate.ts';
import { studyJsonSchema } from './study-json-schema.ts';

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

test('every study that is shipped is valid, and its tasks are known', async () => {
  const folder = dirname(demoStudyFile);
  for (const name of ['demo.yaml', 'paper.yaml', 'published-prompts.yaml']) {
    const { tasks, models } = await loadStudy(join(folder, name));
    for (const task of tasks) expect(locateTask(task)).toContain(task);
    expect(models).toHaveLength(2);
  }
  const { tasks, seeds } = await loadStudy(join(folder, 'paper.yaml'));
  expect([tasks.length, seeds.length]).toEqual([9, 5]);
  expect((await loadStudy(join(folder, 'custom-task', 'study.yaml'))).tasks).toEqual(['mood.yaml']);
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
  ['title: [', 'STUDY_YAML', 1],
  ['title: T\nmodels: []\ntasks: [t]\n', 'STUDY_INVALID', 2],
  [`${minimal}sedes: [1]\n`, 'STUDY_INVALID', 4],
  [`${minimal}tuning:\n  masked-lm:\n    steps: 0\n`, 'STUDY_INVALID', 6],
  [`${minimal}seeds:\n  - 1\n  - two\n`, 'STUDY_INVALID', 6],
  ['models: [m]\ntasks: [t]\n', 'STUDY_INVALID', 1],
  [`${minimal}seeds: [1]\nseeds: [2]\n`, 'STUDY_YAML', 5],
  [`${minimal}description: !!js/function "x"\n`, 'STUDY_YAML', 4],
])('a broken study names file and line: %j', async (text, code, line) => {
  await expect(loadStudy(await studyFile(text))).rejects.toMatchObject({ code, where: expect.stringMatching(new RegExp(`study\\.yaml:${line}$`)) as string });
});

test('too many aliases are refused', async () => {
  const levels = Array.from({ length: 9 }, (_, i) => `  - &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
  await expect(loadStudy(await studyFile(`title: T\nmodels: [m]\ntasks:\n  - &l0 [x]\n${levels.join('\n')}\n`))).rejects.toMatchObject({ code: 'STUDY_YAML' });
});

test('an override that is wrong is named, not a line of the file', async () => {
  const path = await studyFile(minimal);
  await expect(loadStudy(path, ['seeds=[1]', 'tuning.steps=none'])).rejects.toMatchObject({ code: 'STUDY_INVALID', where: '--set tuning.steps' });
  await expect(loadStudy(path, ['tuning={steps: 0}'])).rejects.toMatchObject({ code: 'STUDY_INVALID', where: '--set tuning' });
  await expect(loadStudy(path, ['prompted.length=50'])).rejects.toMatchObject({ code: 'STUDY_INVALID', where: '--set prompted.length' });
  expect((await loadStudy(path, ['tasks=[sst2]', 'prompt.length=50'])).tuning.virtualTokens).toBe(50);
  for (const bad of ['title.x=1', 'seeds=[', 'seeds']) await expect(loadStudy(path, [bad])).rejects.toMatchObject({ code: 'STUDY_OVERRIDE' });
});

test('the published JSON schema is that of the code', async () => {
  // `npm run schema` in this package writes it.
  expect(await readFile(new URL('../study.schema.json', import.meta.url), 'utf8')).toBe(studyJsonSchema());
});

test('a missing file and a bad override are errors', async () => {
  await expect(loadStudy('no-such-study.yaml')).rejects.toMatchObject({ code: 'FILE_READ' });
  await expect(loadStudy(await studyFile(minimal), ['tuning'])).rejects.toMatchObject({ code: 'STUDY_OVERRIDE' });
});
