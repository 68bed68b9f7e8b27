import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@skill-neurons/core';
import { loadExamples, loadTask, loadTokenizer, type Example, type Task, type Tokenizer } from '@skill-neurons/data';
import { demoModels } from '@skill-neurons/demo-models';
import { initialPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { loadBackbone, useBackend, type Backbone } from '@skill-neurons/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { attackExample } from '../attack/attack-example.ts';
import { predictionOf } from '../attack/goal.ts';
import { runAttack } from '../attack/run-attack.ts';
import { saveAdversarialSet } from '../attack/save-adversarial-set.ts';
import { originalDraft, segmentText } from '../text/segmented-text.ts';
import { embeddingNeighbours } from '../transformations/words/embedding-neighbours.ts';
import { maskedLmWords } from '../transformations/words/masked-lm-words.ts';
import { maskedLmPredictor } from '../transformations/words/masked-lm-predictor.ts';
import { createCoalescer } from '../victim/coalescer.ts';
import { createPromptVictim } from '../victim/prompt-victim.ts';
import { pooledStates } from '../victim/pooled-states.ts';
import { cosine } from '../constraints/minimum-similarity.ts';
import { demoTask } from '../shared.test.helper.ts';
import { buildAttack, findRecipe, recipes, recipeSettings } from './build-recipe.ts';

let folder: string;
let task: Task;
/** Rows with the class that the untuned model gives them, so that none is skipped. */
const examples: Partial<Record<Architecture, Example[]>> = {};
type Architecture = 'roberta' | 't5';
const models: Partial<Record<Architecture, { backbone: Backbone; tokenizer: Tokenizer; prompt: SoftPrompt }>> = {};

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'recipes-'));
  task = await loadTask(demoTask('films'));
  const rows = await loadExamples(task, 'test', { limit: 3 });
  for (const { architecture, folder: modelFolder } of demoModels) {
    const backbone = await loadBackbone(modelFolder);
    const tokenizer = await loadTokenizer(modelFolder);
    const prompt = await initialPrompt(backbone, { virtualTokens: 4, seed: 1 });
    models[architecture] = { backbone, tokenizer, prompt };
    const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: 16 });
    const answers = await victim.score(rows.map(({ fields }) => fields));
    victim.dispose();
    examples[architecture] = rows.map((row, i) => ({ ...row, label: predictionOf(answers[i]!) }));
  }
});
const queries = 40;
afterAll(() => Object.values(models).forEach(({ backbone }) => backbone.dispose()));

async function attackWith(name: string, architecture: Architecture) {
  const { backbone, tokenizer, prompt } = models[architecture]!;
  const coalescer = createCoalescer();
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: 16 });
  const disposals: (() => void)[] = [];
  try {
    const recipe = findRecipe(name);
    const attack = await buildAttack(recipe, { backbone, tokenizer, task, prompt, coalescer, batchSize: 16, onDispose: (dispose) => disposals.push(dispose) }, recipeSettings(recipe, {}));
    return await runAttack({ attack, victim, coalescer, examples: examples[architecture]!, goal: { kind: 'untargeted' }, seed: 1, budget: { queries }, concurrency: 4 });
  } finally {
    victim.dispose();
    for (const dispose of disposals) dispose();
  }
}

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  test.each(recipes.filter(({ maskedLmOnly }) => architecture === 'roberta' || !maskedLmOnly).map(({ name }) => name))('%s runs, keeps its budgets, leaves no tensor, and does the same again', async (name) => {
    const before = tf.memory().numTensors;
    const records = await attackWith(name, architecture);
    expect(tf.memory().numTensors).toBe(before);
    expect(records.map(({ id }) => id)).toEqual(examples[architecture]!.map(({ id }) => id));
    // Contractions and the like find nothing to change in every text; nearly every recipe does in some.
    if (name !== 'negate') expect(records.some(({ changes }) => changes.length > 0)).toBe(true);
    for (const { queries: asked, status, original, perturbed, label } of records) {
      expect(asked).toBeLessThanOrEqual(queries);
      expect(status === 'succeeded').toBe(original.prediction === label && perturbed.prediction !== label);
    }
    const again = await attackWith(name, architecture);
    expect(again.map(({ perturbed }) => perturbed.fields)).toEqual(records.map(({ perturbed }) => perturbed.fields));
  });
});

test('a recipe that needs a masked LM says so', async () => {
  await expect(attackWith('bert-attack-like', 't5')).rejects.toMatchObject({ code: 'ATTACK_NO_MASKED_LM' });
  expect(() => findRecipe('nothing')).toThrow(expect.objectContaining({ code: 'ATTACK_RECIPE' }));
  expect(() => recipeSettings(findRecipe('textbugger'), { minimumSimilarity: 2 })).toThrow(expect.objectContaining({ code: 'ATTACK_OPTIONS' }));
});

test('the victim answers as the model does, and repeated texts from memory', async () => {
  const { backbone, tokenizer, prompt } = models.roberta!;
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: 3 });
  const texts = ['a good film', 'dull', 'a good film', 'the story was long and boring'].map((sentence) => ({ sentence }));
  const answers = await victim.score(texts);
  expect(victim.modelQueries).toBe(3);
  expect(answers[0]).toEqual(answers[2]);
  expect((await victim.score(texts.slice(1, 2)))[0]).toEqual(answers[1]);
  expect(victim.modelQueries).toBe(3);
  for (const answer of answers) expect(answer[0]! + answer[1]!).toBeCloseTo(1, 5);
  victim.dispose();
});

test('neighbours and masked words are words of the vocabulary, nearest and likeliest first, in the case of the word', async () => {
  const { backbone, tokenizer } = models.roberta!;
  const text = segmentText({ sentence: 'The film was good .' });
  const at = (position: number) => ({ text, draft: originalDraft(text), position, word: text.words[position]!, random: createRandom(1) });
  const neighbours = embeddingNeighbours({ backbone, tokenizer, limit: 5, minimumCosine: -1 });
  const masked = maskedLmWords(await maskedLmPredictor({ backbone, tokenizer, limit: backbone.vocabularySize }));
  for (const transformation of [neighbours, masked]) {
    const found = await transformation.replacements(at(3));
    expect(found.length).toBeGreaterThan(0);
    // Of three letters, since shorter tokens are mostly pieces of words, and no names.
    expect(found.every((word) => /^[a-z]{3,}$/.test(word) && word !== 'good')).toBe(true);
    expect(await transformation.replacements(at(3))).toEqual(found);
    expect((await transformation.replacements(at(0))).every((word) => /^[A-Z]/.test(word))).toBe(true);
  }
  expect(await neighbours.replacements({ ...at(3), word: 'unheardofword' })).toEqual([]);
  neighbours.dispose();
  // The private-use character that stands for the mask is no place to attack.
  const strange = segmentText({ sentence: 'a \uE000 film' });
  expect(await masked.replacements({ ...at(0), text: strange, draft: originalDraft(strange), word: 'a' })).toEqual([]);
});

test('textbugger leaves a number alone even where it has near words', async () => {
  const { backbone, tokenizer, prompt } = models.roberta!;
  // As a vocabulary that has "1984" as one token, here with the neighbours of "good".
  const withYear = Object.assign(Object.create(tokenizer) as Tokenizer, { idOf: (token: string) => tokenizer.idOf(token.replace('1984', 'good')) });
  const disposals: (() => void)[] = [];
  const resources = { backbone, tokenizer: withYear, task, prompt, coalescer: createCoalescer(), batchSize: 16, onDispose: (dispose: () => void) => disposals.push(dispose) };
  const attack = await buildAttack(findRecipe('textbugger'), resources, { minimumSimilarity: 0 });
  const attacked = async (sentence: string) => {
    // Any change helps, none turns the answer.
    const score = (texts: readonly Readonly<Record<string, string>>[]) => Promise.resolve(texts.map((text) => (text['sentence'] === sentence ? Float32Array.of(0.1, 0.9) : Float32Array.of(0.2, 0.8))));
    const record = await attackExample({ attack, example: { id: '1', fields: { sentence }, label: 1 }, score, goal: { kind: 'untargeted' }, seed: 1, budget: { queries: 100 } });
    return record.perturbed.fields['sentence'];
  };
  expect(await attacked('the good')).not.toBe('the good');
  expect(await attacked('of 1984')).toBe('of 1984');
  for (const dispose of disposals) dispose();
});

test('pooled states do not depend on the batch, and a text is most like itself', async () => {
  const { backbone, tokenizer } = models.roberta!;
  const encode = pooledStates({ backbone, tokenizer, task, batchSize: 4 });
  const texts = ['a good film', 'the story was long and boring', 'dull'].map((sentence) => ({ sentence }));
  const [together, [alone]] = [await encode(texts), await encode(texts.slice(0, 1))];
  expect(cosine(together[0]!, alone!)).toBeCloseTo(1, 5);
  expect(cosine(together[0]!, together[2]!)).toBeLessThan(0.9999);
});

test('the adversarial set is an ordinary task', async () => {
  const records = await attackWith('deepwordbug', 'roberta');
  const rows = examples.roberta!;
  const out = join(folder, 'set');
  const file = await saveAdversarialSet({ folder: out, name: 'films-deepwordbug', task, recipe: 'deepwordbug', records, splits: { train: rows.slice(0, 3) } });
  const saved = await loadTask(file);
  expect(saved).toMatchObject({ name: 'films-deepwordbug', labels: task.labels, templates: task.templates, verbalizers: task.verbalizers, adversarial: ['adversarial'] });
  expect((await loadExamples(saved, 'test')).map(({ id, fields, label }) => ({ id, fields, label }))).toEqual(rows.map(({ id, fields, label }) => ({ id, fields, label })));
  expect((await loadExamples(saved, 'train')).map(({ fields }) => fields)).toEqual(rows.slice(0, 3).map(({ fields }) => fields));
  const adversarial = await loadExamples(saved, 'adversarial');
  expect(adversarial.map(({ fields }) => fields)).toEqual(records.map(({ perturbed }) => perturbed.fields));
  expect(adversarial.every(({ group, originalId, id }) => group === 'deepwordbug' && originalId === id)).toBe(true);
  expect(await readFile(file, 'utf8')).not.toContain(folder);
  await expect(saveAdversarialSet({ folder: out, name: '../x', task, recipe: 'x', records })).rejects.toMatchObject({ code: 'ATTACK_OPTIONS' });
});
