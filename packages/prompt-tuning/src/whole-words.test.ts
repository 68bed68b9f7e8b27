import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TokenBatch } from '@skill-neurons/data';
import { loadBackbone, readSafetensors, useBackend, type Backbone } from '@skill-neurons/runtime';
import { evaluate } from './evaluate.ts';
import { importPrompt } from './formats/import-prompt.ts';
import { initialPrompt } from './initialise/initial-prompt.ts';
import { batchesOf, type PreparedSplit } from './prepare.ts';
import { promptGradient } from './prompt-gradient.ts';
import type { SoftPrompt } from './soft-prompt.ts';
import { plantedSplit, tinyBackbone } from './testing/index.ts';
import { defaultTuneSettings } from './tune-settings.ts';
import { tunePrompt } from './tune.ts';

const mask = 39;
const words = [[35, 7], [36, 8, 9]];

/** Planted rows whose classes are scored by words of two and three pieces; for masked LMs three masks before the final token. */
function wholeSplit(architecture: 'roberta' | 't5', split: string, n: number): PreparedSplit {
  const planted = plantedSplit(split, n);
  const withMasks = planted.examples.map(({ ids, ...example }) => ({
    ...example, ids: Int32Array.of(...ids.subarray(0, -1), mask, mask, mask, 2), maskPositions: [0, 1, 2].map((i) => ids.length - 1 + i),
  }));
  return { ...planted, labelWords: { ids: words, words: ['no', 'yes'], pieces: words, rule: 'whole' }, examples: architecture === 'roberta' ? withMasks : planted.examples };
}

describe.each(['roberta', 't5'] as const)('%s with label words of several pieces', (architecture) => {
  let backbone: Backbone;
  const [train, validation] = [wholeSplit(architecture, 'train', 40), wholeSplit(architecture, 'validation', 24)];
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
  });
  afterAll(() => backbone.dispose());

  test('the gradient equals finite differences, also of row 0', async () => {
    const { values } = await initialPrompt(backbone, { virtualTokens: 4, seed: 2, initialisation: { kind: 'random', scale: 0.5 } });
    const [batch] = batchesOf(train, { batchSize: 8 });
    const { gradient } = await promptGradient(backbone, values, 4, batch!, words);
    expect(gradient.every(Number.isFinite)).toBe(true);
    for (const i of [3, 30, 47]) {
      const at = async (delta: number) => (await promptGradient(backbone, values.map((value, j) => (j === i ? value + delta : value)), 4, batch!, words)).loss;
      const difference = ((await at(0.01)) - (await at(-0.01))) / 0.02;
      expect(difference).not.toBe(0);
      expect(Math.abs(gradient[i]! - difference)).toBeLessThan(5e-3 * Math.max(1, Math.abs(difference)));
    }
  });

  test('tuning lowers the loss and says which layout it was', async () => {
    const settings = { ...defaultTuneSettings(backbone.family), virtualTokens: 4, steps: 30, batchSize: 20, learningRate: 0.2, evaluateEvery: 30 };
    const { prompt } = await tunePrompt({ backbone, train, validation, seed: 1, settings });
    const lossOf = async (of: SoftPrompt) => (await evaluate({ backbone, prompt: of, batches: batchesOf(train, { batchSize: 20 }), columns: words })).loss;
    const first = await initialPrompt(backbone, { virtualTokens: 4, seed: 1, initialisation: settings.initialisation });
    expect(await lossOf(prompt)).toBeLessThan(await lossOf(first));
    expect(prompt.origin.layout).toBe(architecture === 'roberta' ? 'peft' : undefined);
    const scored = (split: PreparedSplit) => evaluate({ backbone, prompt, batches: batchesOf(split, { batchSize: 9 }), columns: words });
    expect((await scored(validation)).n).toBe(24);
    if (architecture === 't5') return;
    // The same prompt before texts without a mask would lose its row 0.
    await expect(evaluate({ backbone, prompt, batches: batchesOf(plantedSplit('validation', 4), { batchSize: 4 }), columns: [35, 36] })).rejects.toMatchObject({ code: 'PROMPT_LAYOUT' });
    const paper = { ...prompt, origin: { kind: 'tuned' as const } };
    await expect(evaluate({ backbone, prompt: paper, batches: batchesOf(validation, { batchSize: 4 }), columns: words })).rejects.toMatchObject({ code: 'PROMPT_LAYOUT' });
  });

  test('without a prompt too', async () => {
    const { loss } = await evaluate({ backbone, prompt: null, batches: batchesOf(validation, { batchSize: 24 }), columns: words });
    expect(loss).toBeGreaterThan(0);
  });
});

// The folders come from PEFT, the numbers from its forward pass: see make_parity.py in the runtime's fixtures.
test.each(['roberta', 'distilroberta', 'xlm-roberta', 'bert'])("%s: PEFT's prompt of a masked LM scores as PEFT does", async (family) => {
  await useBackend('auto', { threads: 1 });
  const folder = fileURLToPath(new URL(`../../runtime/test/fixtures/parity/${family}`, import.meta.url));
  const prompt = await importPrompt(join(folder, 'peft'));
  expect(prompt.origin).toMatchObject({ layout: 'peft', source: { format: 'peft' } });
  const { tensors, metadata } = await readSafetensors(join(folder, 'expected.safetensors'));
  const facts = JSON.parse(metadata['facts']!) as { columns: number[]; labels: number[]; words: number[][] };
  const values = (name: string) => tensors[`peft.${name}`]!;
  const [size, length] = values('ids').shape as [number, number];
  const labels = Int32Array.from(facts.labels);
  const batch: TokenBatch = {
    size, length, labels, ids: Int32Array.from(values('ids').data), mask: values('mask').data, indices: Int32Array.of(0, 1, 2), maskPositions: Int32Array.from(values('maskPositions').data),
  };
  const backbone = await loadBackbone(folder);
  for (const [columns, scores] of [[facts.columns, values('logits').data], [facts.words, values('scores').data]] as const) {
    const { predictions, loss } = await evaluate({ backbone, prompt, batches: [batch], columns });
    const rows = [0, 1, 2].map((row) => [...scores.subarray(row * 3, row * 3 + 3)]);
    expect([...predictions]).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
    const losses = rows.map((row, i) => Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0)) - row[labels[i]!]!);
    expect(loss).toBeCloseTo((losses[0]! + losses[1]! + losses[2]!) / 3, 4);
  }
  backbone.dispose();
});
