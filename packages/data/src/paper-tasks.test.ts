import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countClasses } from './class-counts.ts';
import { createEncoder } from './encode.ts';
import { resolveLabelWords } from './label-words.ts';
import { listTasks } from './list-tasks.ts';
import { loadExamples } from './load-examples.ts';
import { loadOriginals } from './load-originals.ts';
import { loadTask } from './load-task.ts';
import { paperTasks, sharedData } from './shared.test.helper.ts';
import { folderWith } from './task.test.helper.ts';
import { loadTokenizer } from './tokenizer.ts';
import type { ModelFamily, Task, Tokenizer } from './types.ts';

const dataFolder = join(sharedData, 'datasets');
// The real files are not part of the repository; without them these tests are skipped and say so.
const withData = existsSync(dataFolder) ? test : test.skip;
const task = (name: string) => loadTask(name, { searchFolders: [paperTasks] });

test('every task file of the paper is valid', async () => {
  const listings = await listTasks([paperTasks]);
  expect(listings.filter(({ error }) => error).map(({ error }) => error?.oneLine)).toEqual([]);
  const local = ['advglue-mnli', 'advglue-mnli-mm', 'advglue-qnli', 'advglue-qqp', 'advglue-rte', 'advglue-sst2', 'ethicsdeontology', 'ethicsdeontology-released', 'ethicsjustice', 'ethicsjustice-released', 'imdb', 'laptop', 'mnli', 'mnli-binary', 'movierationales', 'mrpc', 'qnli', 'qqp', 'restaurant', 'rte', 'snli', 'sst2', 'tweetevalsentiment'];
  expect(listings.map(({ name }) => name)).toEqual(expect.arrayContaining(local.flatMap((name) => [name, `${name}-hub`])));
});

test('a hub variant differs from the plain files only in where its rows come from', async () => {
  const listings = (await listTasks([paperTasks])).map(({ task: loaded }) => loaded!);
  const hubs = listings.filter(({ name }) => name.endsWith('-hub'));
  expect(hubs).toHaveLength(23);
  for (const hub of hubs) {
    const local = listings.find(({ name }) => `${name}-hub` === hub.name)!;
    const shared = ({ type, labels, templates, maxLength, verbalizers, adversarial }: Task) => ({ type, labels, templates, maxLength, verbalizers, adversarial });
    expect(shared(hub)).toEqual(shared(local));
    const sources = Object.values(hub.splits).filter((split) => 'files' in split);
    expect(sources.every(({ hub: source, format }) => source !== undefined && format === 'parquet')).toBe(true);
    expect([hub.license, hub.source?.startsWith('huggingface.co/')]).toEqual([expect.any(String), true]);
  }
});

// Rows per class, in class order. Sizes as published and as counted in the files.
const counts: [task: string, split: string, perClass: number[]][] = [
  ['sst2', 'test', [428, 444]],
  ['sst2', 'adversarial', [72, 76]],
  ['imdb', 'train', [851, 856]],
  ['imdb', 'validation', [122, 123]],
  ['imdb', 'test', [243, 245]],
  ['movierationales', 'test', [100, 100]],
  ['movierationales', 'heldout', [100, 99]],
  ['tweetevalsentiment', 'validation', [312, 869, 819]],
  ['tweetevalsentiment', 'test', [3972, 5937, 2375]],
  ['qqp', 'test', [623, 377]],
  ['qqp', 'adversarial', [46, 32]],
  ['mrpc', 'test', [578, 1147]],
  ['qnli', 'train', [4476, 4523]],
  ['qnli', 'validation', [496, 504]],
  ['qnli', 'test', [2761, 2702]],
  ['qnli', 'adversarial', [74, 74]],
  ['mnli', 'test', [320, 333, 347]],
  ['mnli', 'adversarial', [50, 39, 32]],
  ['mnli', 'adversarial-mismatched', [57, 45, 60]],
  ['mnli-binary', 'test', [320, 347]],
  ['mnli-binary', 'adversarial', [50, 32]],
  ['mnli-binary', 'adversarial-mismatched', [57, 60]],
  ['rte', 'test', [131, 146]],
  ['rte', 'adversarial', [46, 35]],
  ['snli', 'test', [326, 328, 346]],
  ['ethicsdeontology', 'test', [1810, 1786]],
  ['ethicsjustice', 'test', [1350, 1354]],
  ['advglue-sst2', 'test', [72, 76]],
  ['advglue-qqp', 'test', [46, 32]],
  ['advglue-qnli', 'test', [74, 74]],
  ['advglue-mnli', 'test', [50, 39, 32]],
  ['advglue-mnli-mm', 'test', [57, 45, 60]],
  ['advglue-rte', 'test', [46, 35]],
];

withData.each(counts)('%s %s has the published rows of each class', async (name, split, perClass) => {
  const loaded = await task(name);
  expect(countClasses(await loadExamples(loaded, split, { dataFolder }), loaded.labels.length).counts).toEqual(perClass);
});

const carved: [task: string, train: number, validation: number][] = [
  ['sst2', 67349 - 1347, 1347],
  ['movierationales', 1600 - 160, 160],
  ['mrpc', 4076 - 408, 408],
  ['qqp', 8999 - 900, 900],
  ['mnli', 8999 - 900, 900],
  ['snli', 8999 - 900, 900],
  ['rte', 2490 - 249, 249],
  ['ethicsdeontology', 18164 - 1816, 1816],
  ['ethicsjustice', 21791 - 2179, 2179],
];

withData.each(carved)('%s: validation is a part of the training rows that train no longer has', async (name, train, validation) => {
  const loaded = await task(name);
  const trainIds = (await loadExamples(loaded, 'train', { dataFolder })).map(({ id }) => id);
  const validationIds = (await loadExamples(loaded, 'validation', { dataFolder })).map(({ id }) => id);
  expect([trainIds.length, validationIds.length]).toEqual([train, validation]);
  expect(new Set([...trainIds, ...validationIds]).size).toBe(train + validation);
}, 120_000);

withData('adversarial rows carry their attack and lead to the row before the attack', async () => {
  const sst2 = await task('sst2');
  const adversarial = await loadExamples(sst2, 'adversarial', { dataFolder });
  const originals = await loadOriginals(sst2, 'adversarial', adversarial, { dataFolder });
  expect(adversarial.filter(({ group }) => group === 'TextBugger')).toHaveLength(19);
  const pairs = adversarial.flatMap((example, i) => (originals[i] === undefined ? [] : [[example, originals[i]] as const]));
  expect(pairs).toHaveLength(131);
  expect(pairs.filter(([attacked, clean]) => attacked.label !== clean.label || attacked.fields['sentence'] === clean.fields['sentence'])).toEqual([]);
});

withData('rows that break quoting rules are read as they stand', async () => {
  const qnli = await loadExamples(await task('qnli'), 'test', { dataFolder });
  expect(qnli.filter(({ fields }) => Object.values(fields).some((text) => text.startsWith('"')))).toHaveLength(14);
  const mrpc = await loadExamples(await task('mrpc'), 'test', { dataFolder });
  expect(mrpc.filter(({ fields }) => /[\r\uFEFF]/.test(`${fields['sentence1']}${fields['sentence2']}`))).toEqual([]);
  const imdb = await loadExamples(await task('imdb'), 'validation', { dataFolder });
  expect(imdb[1]!.fields['sentence']).toContain('"Pulp Fiction" was robbed for "Best Picture."');
});

const words: [family: ModelFamily, task: string, ids: number[]][] = [
  ['masked-lm', 'sst2', [33407, 22173]],
  ['masked-lm', 'imdb', [33407, 22173]],
  ['masked-lm', 'movierationales', [33407, 22173]],
  ['masked-lm', 'tweetevalsentiment', [33407, 19397, 22173]],
  ['masked-lm', 'qnli', [2362, 10932]],
  ['masked-lm', 'rte', [2362, 10932]],
  ['masked-lm', 'mnli', [2362, 12516, 10932]],
  ['masked-lm', 'snli', [2362, 12516, 10932]],
  ['masked-lm', 'mnli-binary', [2362, 10932]],
  ['masked-lm', 'qqp', [22303, 29225]],
  ['masked-lm', 'mrpc', [22303, 29225]],
  ['masked-lm', 'laptop', [33407, 19397, 22173, 17075]],
  ['masked-lm', 'restaurant-hub', [33407, 19397, 22173, 17075]],
  ['encoder-decoder', 'restaurant', [2841, 8107, 1465, 4129]],
  ['masked-lm', 'ethicsdeontology', [879, 32047]],
  ['masked-lm', 'ethicsjustice', [879, 32047]],
  ['masked-lm', 'ethicsdeontology-released-hub', [897, 32047]],
  ['masked-lm', 'ethicsdeontology-released', [897, 32047]],
  ['masked-lm', 'ethicsjustice-released', [897, 32047]],
  ['encoder-decoder', 'sst2', [2841, 1465]],
  ['encoder-decoder', 'tweetevalsentiment', [2841, 8107, 1465]],
  ['encoder-decoder', 'imdb', [2841, 1465]],
  ['encoder-decoder', 'movierationales', [2841, 1465]],
  ['encoder-decoder', 'snli', [27252, 7163, 3]],
  ['encoder-decoder', 'qnli', [27252, 3]],
  ['encoder-decoder', 'mnli', [27252, 7163, 3]],
  ['encoder-decoder', 'qqp', [6136, 1176]],
  ['encoder-decoder', 'mrpc', [6136, 1176]],
  ['encoder-decoder', 'ethicsdeontology', [29452, 9961]],
  ['encoder-decoder', 'ethicsjustice-released', [29452, 9961]],
];

const tokenizers = new Map<ModelFamily, Promise<Tokenizer>>();
function tokenizer(family: ModelFamily): Promise<Tokenizer> {
  const loading = tokenizers.get(family) ?? loadTokenizer(join(sharedData, 'tokenizers', family === 'masked-lm' ? 'roberta-base' : 't5-base'));
  tokenizers.set(family, loading);
  return loading;
}

withData.each(words)('%s label words of %s are the ids of the paper', async (family, name, ids) => {
  expect(resolveLabelWords(await task(name), family, await tokenizer(family)).ids).toEqual(ids);
});

/** The paper's input lengths less its 100 prompt positions. */
const inputLength = { 'masked-lm': 231 - 100, 'encoder-decoder': 230 - 100 };

withData('inputs are built as in the paper', async () => {
  const roberta = await tokenizer('masked-lm');
  const t5 = await tokenizer('encoder-decoder');
  const encode = async (name: string, family: ModelFamily, fields: Record<string, string>) => [...createEncoder({ task: await task(name), family, tokenizer: await tokenizer(family), maxLength: 400 })({ id: '0', fields, label: 0 }).ids];
  const long = 'good film '.repeat(300);
  expect(await encode('sst2', 'masked-lm', { sentence: 'a fine film ' })).toEqual([0, ...roberta.encode('a fine film '), 2]);
  expect(await encode('imdb', 'masked-lm', { sentence: long })).toEqual([0, ...roberta.encode(long).slice(0, 128), 2]);
  expect(await encode('imdb', 'encoder-decoder', { sentence: long })).toEqual([...t5.encode(long).slice(0, 127), 1]);
  expect(await encode('qnli', 'masked-lm', { question: 'Why?', sentence: 'So.' })).toEqual([0, ...roberta.encode('Why?'), 2, ...roberta.encode('So.'), 2]);
  const whole = [0, ...roberta.encode('Why?'), 2, ...roberta.encode(long), 2];
  expect(await encode('qnli', 'masked-lm', { question: 'Why?', sentence: long })).toEqual([...whole.slice(0, inputLength['masked-lm'] - 1), 2]);
  const pieces = (question: string, sentence: string) => ['hypothesis: ' + question, ' [SEP] sentence: ', 'premise: ' + sentence].flatMap((piece) => t5.encode(piece));
  expect(await encode('qnli', 'encoder-decoder', { question: 'Why is it so?', sentence: 'So.' })).toEqual(pieces('Why is it so?', 'So.'));
  expect(await encode('qnli', 'encoder-decoder', { question: 'Why?', sentence: long })).toEqual(pieces('Why?', long).slice(0, inputLength['encoder-decoder']));
  expect(await encode('mnli', 'masked-lm', { premise: 'It rains.', hypothesis: 'It is wet.' })).toEqual([0, ...roberta.encode('It is wet.'), 2, ...roberta.encode('It rains.'), 2]);
  expect(await encode('mrpc', 'encoder-decoder', { sentence1: 'One.', sentence2: 'Two.' })).toEqual([...t5.encode('One.'), 32099, ...t5.encode('Two.'), 1]);
  expect((await encode('mrpc', 'encoder-decoder', { sentence1: long, sentence2: 'Two.' })).slice(-2)).toEqual([t5.encode(long)[inputLength['encoder-decoder'] - 2], 1]);
  expect(await encode('ethicsdeontology', 'encoder-decoder', { scenario: 'A b', excuse: 'c' })).toEqual([...t5.encode('A b'), ...t5.encode('c')]);
});

const hubExport = join(sharedData, 'parquet', 'SST-2-val.parquet');
(existsSync(hubExport) ? test : test.skip)('the hub task of SST-2 reads the hub\'s own file', async () => {
  const folder = await folderWith({ 'sst2/validation-00000-of-00001.parquet': await readFile(hubExport) });
  const asked: string[] = [];
  const examples = await loadExamples(await task('sst2-hub'), 'test', {
    fetchHub: async ({ id, revision, files }) => {
      asked.push(`${id}@${revision}: ${files.join()}`);
      return { folder, commit: '' };
    },
  });
  expect(asked).toEqual(['nyu-mll/glue@main: sst2/validation-*.parquet']);
  expect(countClasses(examples, 2).counts).toEqual([428, 444]);
});
