import { mean } from '@skill-neurons/core';
import type { SoftPrompt } from '../soft-prompt.ts';
import type { ActivatedNeurons } from './activated-neurons.ts';
import { activationToken } from './activation-token.ts';
import { promptSimilarity, similarityMeasures, type PromptSimilarity } from './prompt-similarity.ts';
import { taskSimilarities } from './task-similarities.ts';

const promptOf = (...values: number[]): SoftPrompt => ({ virtualTokens: values.length / 2, hiddenSize: 2, values: Float32Array.from(values), origin: { kind: 'imported', architecture: 't5' } });
const prompts = [
  { task: 'a', seed: 1, prompt: promptOf(1, 2, 3, 4) },
  { task: 'a', seed: 2, prompt: promptOf(2, 1, 3, 5) },
  { task: 'b', seed: 1, prompt: promptOf(-1, 2, 0, 4) },
  { task: 'b', seed: 2, prompt: promptOf(4, 1, -3, 1) },
];
const between = (i: number, j: number) => promptSimilarity(prompts[i]!.prompt, prompts[j]!.prompt);

test('means over pairs of one seed and of different seeds, the diagonal between seeds of one task', async () => {
  const found = await taskSimilarities(['a', 'b'], prompts);
  expect(found.map(({ measure, seeds }) => `${measure} ${seeds}`)).toEqual(similarityMeasures.flatMap((measure) => [`${measure} same`, `${measure} other`]));
  for (const { measure: name, seeds, values } of found) {
    const measure = name as keyof PromptSimilarity;
    const across = seeds === 'same' ? [between(0, 2), between(1, 3)] : [between(0, 3), between(1, 2)];
    const off = mean(across.map((alike) => alike[measure]));
    const own: number[] = seeds === 'same' ? [NaN, NaN] : [between(0, 1)[measure], between(2, 3)[measure]];
    const expected = [[own[0]!, off], [off, own[1]!]];
    const rounded = (matrix: number[][]) => matrix.map((row) => row.map((value) => Math.round(value * 1e9)));
    expect(rounded(values)).toEqual(rounded(expected));
  }
});

test('activated neurons count where all prompts have them; one seed has no other; nothing else is made up', async () => {
  const active = (...marks: number[]): ActivatedNeurons => ({ layers: 1, width: 3, active: Uint8Array.from(marks) });
  const neurons = [active(1, 1, 0), active(0, 0, 0), active(1, 0, 0), active(0, 1, 0)];
  const found = await taskSimilarities(['a', 'b', 'c'], prompts.map((prompt, i) => ({ ...prompt, active: neurons[i] })));
  const overlap = found.filter(({ measure }) => measure === 'activationOverlap');
  // Seed 2 of "a" activates nothing: its pairs have no cosine.
  expect(overlap.map(({ values }) => values[0]![1]!.toFixed(4))).toEqual([(1 / Math.sqrt(2)).toFixed(4), (1 / Math.sqrt(2)).toFixed(4)]);
  expect(overlap.map(({ values }) => values[2])).toEqual([[NaN, NaN, NaN], [NaN, NaN, NaN]]);
  const alone = await taskSimilarities(['a', 'b'], [prompts[0]!, prompts[2]!]);
  expect(alone.filter(({ seeds }) => seeds === 'other').flatMap(({ values }) => values.flat())).toEqual(new Array(16).fill(NaN));
  expect(await taskSimilarities([], [])).toHaveLength(8);
});

test('it can be stopped, and prompts of two shapes are refused', async () => {
  await expect(taskSimilarities(['a', 'b'], prompts, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  await expect(taskSimilarities(['a'], [prompts[0]!, { ...prompts[1]!, prompt: promptOf(1, 2) }])).rejects.toMatchObject({ code: 'PROMPT_SIMILARITY' });
});

test('the token that stands for a text', () => {
  const tokenizer = (bos: number | undefined, eos: number | undefined, extra: number | undefined) => ({ special: { bos, eos } as never, idOf: (text: string) => (text === '<extra_id_0>' ? extra : undefined) });
  expect(activationToken({ backbone: { family: 'masked-lm' }, tokenizer: tokenizer(5, 6, 7) })).toBe(5);
  expect(activationToken({ backbone: { family: 'encoder-decoder' }, tokenizer: tokenizer(5, 6, 7) })).toBe(7);
  expect(activationToken({ backbone: { family: 'encoder-decoder' }, tokenizer: tokenizer(5, 6, undefined) })).toBe(6);
  expect(() => activationToken({ backbone: { family: 'masked-lm' }, tokenizer: tokenizer(undefined, 6, 7) })).toThrow(expect.objectContaining({ code: 'PROMPT_SIMILARITY' }) as Error);
});
