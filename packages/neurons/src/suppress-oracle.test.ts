import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TokenBatch } from '@skill-neurons/data';
import type { SoftPrompt } from '@skill-neurons/prompt-tuning';
import { loadBackbone, useBackend, type Backbone, type HookPositions, type Stack } from '@skill-neurons/runtime';
import { collectActivationMoments, type ActivationMoments, type Moments } from './activation-moments.ts';
import { suppressOneByOne, type SuppressionEffect } from './neuron-effects.ts';
import type { Replacement } from './replacement.ts';
import { evaluateSuppressed } from './suppress-sets.ts';

type Quantities = Record<'mean' | 'sd' | 'active', number[]>;

/** What tooling/oracle/suppression.py found with transformers. */
type Expected = Record<string, {
  moments: Partial<Record<Stack, { prompt: Quantities; text?: Quantities }[]>>;
  results: { stack: Stack; positions: HookPositions; kind: 'zero' | 'mean'; set: string; neurons: number[][]; loss: number; predictions: number[] }[];
  /** Neurons zeroed alone; p is left to the tests of McNemar's test. */
  single: ({ stack: Stack; layer: number; neuron: number; margins: number[] } & Omit<SuppressionEffect, 'p'>)[];
}>;

interface PromptedCase {
  prompt: number[][];
  ids: number[][];
  mask: number[][];
  columns: number[];
  labels: number[];
}

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readJson = <T>(path: string) => JSON.parse(readFileSync(pathOf(path), 'utf8')) as T;
const expected = readJson<Expected>('../test/fixtures/suppression-expected.json');
const fixture = (name: string) => `../../runtime/test/fixtures/${name}`;

describe.each(['roberta', 't5'])('%s as transformers suppresses it', (name) => {
  const { prompted } = readJson<{ prompted: PromptedCase }>(`${fixture(name)}/expected.json`);
  const prompt: SoftPrompt = { virtualTokens: prompted.prompt.length, hiddenSize: prompted.prompt[0]!.length, values: Float32Array.from(prompted.prompt.flat()), origin: { kind: 'initial' } };
  // Two batches, as far as texts of one width go.
  const batchOf = (from: number, to: number): TokenBatch => ({
    size: to - from,
    length: prompted.ids[0]!.length,
    ids: Int32Array.from(prompted.ids.slice(from, to).flat()),
    mask: Float32Array.from(prompted.mask.slice(from, to).flat()),
    labels: Int32Array.from(prompted.labels.slice(from, to)),
    indices: Int32Array.from({ length: to - from }, (_, i) => from + i),
  });
  const batches = [batchOf(0, 2), batchOf(2, prompted.ids.length)];
  const { moments: expectedMoments, results, single } = expected[name]!;
  const stacks = Object.keys(expectedMoments) as Stack[];
  const found: Partial<Record<Stack, ActivationMoments>> = {};
  let backbone: Backbone;
  const pass = () => ({ backbone, prompt, batches, columns: prompted.columns });
  beforeAll(async () => {
    await useBackend('auto', { threads: 1 });
    backbone = await loadBackbone(pathOf(fixture(name)));
    for (const stack of stacks) found[stack] = await collectActivationMoments({ ...pass(), stack });
  });
  afterAll(() => backbone.dispose());

  test('moments of the activations', () => {
    const close = (moments: Moments, layers: (Quantities | undefined)[]) => {
      const list = (of: keyof Quantities) => layers.flatMap((layer) => layer?.[of] ?? []);
      const differences = ([['mean', 'mean'], ['standardDeviation', 'sd'], ['active', 'active']] as const).map(([ours, theirs]) => {
        expect(moments[ours].length).toBe(list(theirs).length);
        return Math.max(0, ...list(theirs).map((value, i) => Math.abs(value - moments[ours][i]!)));
      });
      expect(Math.max(...differences)).toBeLessThan(2e-5);
    };
    for (const stack of stacks) {
      const layers = expectedMoments[stack]!;
      close(found[stack]!.prompt, layers.map(({ prompt: ofPrompt }) => ofPrompt));
      if (stack === 'encoder') close(found[stack]!.text, layers.map(({ text }) => text));
    }
  });

  test('losses and predictions of every set, place and replacement', async () => {
    for (const stack of stacks) {
      for (const positions of new Set(results.filter((result) => result.stack === stack).map((result) => result.positions))) {
        for (const kind of ['zero', 'mean'] as const) {
          const wanted = results.filter((result) => result.stack === stack && result.positions === positions && result.kind === kind);
          const replacement: Replacement = kind === 'zero' ? { kind } : { kind, moments: found[stack]! };
          const evaluations = await evaluateSuppressed(wanted.map(({ neurons }) => neurons), { ...pass(), stack, positions, replacement });
          wanted.forEach(({ loss, predictions }, i) => {
            expect(evaluations[i]!.loss).toBeCloseTo(loss, 5);
            expect([...evaluations[i]!.predictions]).toEqual(predictions);
          });
        }
      }
    }
  });

  test('single neurons: margins, how they change, answers lost and gained', async () => {
    for (const stack of stacks) {
      const wanted = single.filter((entry) => entry.stack === stack);
      const { effects, suppressed } = await suppressOneByOne(wanted, { ...pass(), stack });
      expect(wanted.length).toBeGreaterThan(2);
      wanted.forEach(({ n, correct, lost, gained, margins, margin, marginChange, standardError, marginChangeByLabel }, i) => {
        const found = effects[i]!;
        expect([found.n, found.correct, found.lost, found.gained]).toEqual([n, correct, lost, gained]);
        const numbers = [...suppressed[i]!.margins, found.margin, found.marginChange, found.standardError!, ...found.marginChangeByLabel.map((change) => change ?? 0)];
        const theirs = [...margins, margin, marginChange, standardError!, ...marginChangeByLabel.map((change) => change ?? 0)];
        expect(Math.max(...theirs.map((value, k) => Math.abs(value - numbers[k]!)))).toBeLessThan(2e-5);
      });
    }
  });
});
