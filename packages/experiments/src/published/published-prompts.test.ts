import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { savePrompt } from '@skill-neurons/prompt-tuning';
import { useBackend } from '@skill-neurons/runtime';
import { loadStudy } from '../load-study.ts';
import { locateStudy } from '../locate-study.ts';
import { runStudy } from '../run-study.ts';
import { writeTinyStudy } from '../testing/tiny-study.ts';
import { publishedPath, publishedPromptsSchema } from './published-prompts.ts';

test('names in the path are those of the publication', () => {
  const published = publishedPromptsSchema.parse({ path: '/p/seed_{seed}/{task}Prompt{model}', models: { 'roberta-base': 'Roberta' }, tasks: { sst2: 'SST2' }, seeds: { 0: 'su' } });
  expect(publishedPath(published, { model: 'roberta-base', task: 'sst2', seed: 0 })).toBe('/p/seed_su/SST2PromptRoberta');
  expect(publishedPath(published, { model: 't5', task: 'constructor', seed: 33 })).toBe('/p/seed_33/constructorPromptt5');
  expect(() => publishedPath({ ...published, path: '{fold}' }, { model: 'm', task: 't', seed: 1 })).toThrow(expect.objectContaining({ code: 'STUDY_INVALID' }) as Error);
});

test('a study takes published prompts in place of tuning, and notices when one is another', async () => {
  await useBackend('auto', { threads: 1 });
  const { folder, study } = await writeTinyStudy();
  const prompts = await mkdtemp(join(tmpdir(), 'prompts-'));
  const write = (value: number) =>
    Promise.all(['one', 'two'].map((task) => savePrompt(join(prompts, task), { virtualTokens: 3, hiddenSize: 16, values: new Float32Array(48).fill(value), origin: { kind: 'imported', architecture: 'roberta' } })));
  await write(0.1);
  const overrides = [`models=[${join(folder, 'mini-roberta')}]`, 'seeds=[1]', 'neurons={suppress: [0], overlap: [25], randomDraws: 1, permutations: 0}'];
  const load = async (path: string) => locateStudy(await loadStudy(study, [...overrides, `prompts={path: "${path}"}`]), { backend: 'auto', threads: 1, store: join(folder, 'store') });
  const located = await load(join(prompts, '{task}', 'prompt.safetensors'));
  const first = await runStudy({ located });
  expect(first.results!.tuning).toMatchObject([{ task: 'one', steps: 0, curve: [] }, { task: 'two', steps: 0 }]);
  await write(0.2);
  const second = await runStudy({ located, dryRun: true });
  expect(second.plan.jobs.filter(({ kind }) => kind === 'tune').map(({ key }) => key)).not.toEqual(first.plan.jobs.filter(({ kind }) => kind === 'tune').map(({ key }) => key));

  await writeFile(join(prompts, 'wide.safetensors'), await readFile(join(prompts, 'one', 'prompt.safetensors')));
  const wide = await load(join(prompts, 'wide.safetensors'));
  wide.study.tuning.virtualTokens = 4;
  const { failures } = await runStudy({ located: wide });
  expect(failures[0]!.error).toMatchObject({ code: 'PROMPT_SHAPE' });
});
