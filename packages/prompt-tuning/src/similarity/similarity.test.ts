import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importPrompt } from '../formats/import-prompt.ts';
import { describeReleased, sharedPrompts } from '../shared-prompts.test.helper.ts';
import type { SoftPrompt } from '../soft-prompt.ts';
import { promptSimilarity, similarityMeasures, type PromptSimilarity } from './prompt-similarity.ts';

const { similarity } = JSON.parse(readFileSync(fileURLToPath(new URL('../../test/fixtures/prompts/expected.json', import.meta.url)), 'utf8')) as {
  similarity: { one: number[]; two: number[]; all: PromptSimilarity; withoutRowZero: PromptSimilarity };
};

const promptOf = (values: number[], origin: Partial<SoftPrompt['origin']> = {}): SoftPrompt => ({
  virtualTokens: values.length / 6, hiddenSize: 6, values: Float32Array.from(values), origin: { kind: 'imported', ...origin },
});
const [one, two] = [similarity.one, similarity.two];
const masked = { architecture: 'roberta', layout: 'paper' } as const;

/** Equal to numpy's result up to the order of sums. */
function expectClose(actual: PromptSimilarity, expected: PromptSimilarity): void {
  for (const measure of similarityMeasures) expect(Math.abs(actual[measure] - expected[measure])).toBeLessThan(1e-12);
}

test('the four measures are those of numpy', () => {
  expectClose(promptSimilarity(promptOf(one), promptOf(two)), similarity.all);
  expectClose(promptSimilarity(promptOf(one, { architecture: 't5' }), promptOf(two, { architecture: 't5' })), similarity.all);
  expectClose(promptSimilarity(promptOf(two), promptOf(one)), similarity.all);
});

test('row 0 of masked LMs has no effect and is left out, unless asked for or where it has one', () => {
  expectClose(promptSimilarity(promptOf(one, masked), promptOf(two, masked)), similarity.withoutRowZero);
  expectClose(promptSimilarity(promptOf(one, masked), promptOf(two)), similarity.withoutRowZero);
  expectClose(promptSimilarity(promptOf(one, masked), promptOf(two, masked), { includeRowZero: true }), similarity.all);
  const peft = { architecture: 'roberta', layout: 'peft' } as const;
  expectClose(promptSimilarity(promptOf(one, peft), promptOf(two, peft)), similarity.all);
});

test('a prompt is like itself, and unlike its opposite', () => {
  const opposite = one.map((value) => -value);
  expect(promptSimilarity(promptOf(one), promptOf(one))).toMatchObject({ euclideanConcat: 1, cosineConcat: expect.closeTo(1, 12) as number });
  expect(promptSimilarity(promptOf(one), promptOf(opposite)).cosineConcat).toBeCloseTo(-1, 12);
  expect(promptSimilarity(promptOf(one), promptOf(one.map(() => 0))).cosineConcat).toBeNaN();
});

test('prompts of other shapes and models are not compared', () => {
  expect(() => promptSimilarity(promptOf(one), promptOf(one.slice(6)))).toThrow('a prompt of 3 x 6 and one of 2 x 6 cannot be compared');
  expect(() => promptSimilarity(promptOf(one, { architecture: 't5' }), promptOf(two, masked))).toThrow('a prompt of t5 and one of roberta');
  expect(() => promptSimilarity(promptOf(one.slice(0, 6), masked), promptOf(two.slice(0, 6), masked))).toThrow('row 0 alone');
});

describeReleased('the released prompts', () => {
  const load = (seed: string, name: string) => importPrompt(join(sharedPrompts, seed, name));

  // By numpy, in float64, of the files that torch loaded.
  const bySeeds: [string, boolean, PromptSimilarity][] = [
    ['MRPCPromptT5', false, { euclideanConcat: 0.0019618813598702004, euclideanAverage: 0.019000114226737738, cosineConcat: 0.1185143901072928, cosineAverage: 0.08986419272427451 }],
    ['QQPPromptRoberta', false, { euclideanConcat: 0.0026702101509695647, euclideanAverage: 0.026009383500751916, cosineConcat: 0.05267624478491108, cosineAverage: 0.0567483617551824 }],
    ['QQPPromptRoberta', true, { euclideanConcat: 0.001752552121108281, euclideanAverage: 0.023033588068324052, cosineConcat: 0.07428798819988722, cosineAverage: 0.055742578516969045 }],
    ['movierationalesPromptT5', false, { euclideanConcat: 0.0022729625145246173, euclideanAverage: 0.022236354322890905, cosineConcat: 0.04994939057209691, cosineAverage: 0.0452580016763478 }],
  ];
  test.each(bySeeds)('%s of seeds 33 and su, with row 0 %s, are as alike as numpy says', async (name, includeRowZero, expected) => {
    expectClose(promptSimilarity(await load('seed_33', name), await load('seed_su', name), { includeRowZero }), expected);
  });
});
