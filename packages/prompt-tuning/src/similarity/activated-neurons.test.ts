import type { Backbone } from '@skill-neurons/runtime';
import { initialPrompt } from '../initialise/initial-prompt.ts';
import type { SoftPrompt } from '../soft-prompt.ts';
import { tinyBackbone } from '../testing/index.ts';
import { activatedNeurons, activationOverlap, type ActivatedNeurons } from './activated-neurons.ts';

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompts: SoftPrompt[];
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
    prompts = await Promise.all([1, 2].map((seed) => initialPrompt(backbone, { virtualTokens: 4, seed, initialisation: { kind: 'random', scale: 2 } })));
  });
  afterAll(() => backbone.dispose());

  test('some neurons are active, the same ones each time, others with another prompt', async () => {
    const [a, again, b] = [await activatedNeurons(backbone, prompts[0]!, 0), await activatedNeurons(backbone, prompts[0]!, 0), await activatedNeurons(backbone, prompts[1]!, 0)];
    const { layers, width } = backbone.neuronSpaces.find(({ stack }) => stack === (architecture === 't5' ? 'decoder' : 'encoder'))!;
    expect([a.layers, a.width, a.active.length]).toEqual([layers, width, layers * width]);
    const share = a.active.reduce((sum, value) => sum + value, 0) / a.active.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.8);
    expect(again.active).toEqual(a.active);
    expect(activationOverlap(a, again)).toBeCloseTo(1, 12);
    expect(activationOverlap(a, b)).toBeLessThan(1);
  });

  test('a prompt of another architecture is refused', async () => {
    const other = { ...prompts[0]!, origin: { kind: 'imported', architecture: 'bert' } as const };
    await expect(activatedNeurons(backbone, other, 0)).rejects.toMatchObject({ code: 'PROMPT_ARCHITECTURE' });
  });
});

test('row 0 of a masked LM and the PEFT layout: without effect, and refused', async () => {
  const backbone = await tinyBackbone('roberta');
  const prompt = await initialPrompt(backbone, { virtualTokens: 3, seed: 1 });
  const changed = { ...prompt, values: prompt.values.map((value, i) => (i < prompt.hiddenSize ? 50 : value)) };
  expect((await activatedNeurons(backbone, changed, 0)).active).toEqual((await activatedNeurons(backbone, prompt, 0)).active);
  const peft = { ...prompt, origin: { ...prompt.origin, layout: 'peft' as const } };
  await expect(activatedNeurons(backbone, peft, 0)).rejects.toMatchObject({ code: 'PROMPT_LAYOUT' });
  backbone.dispose();
});

test('overlap is the cosine of zeros and ones, over all layers or some', () => {
  const neurons = (...active: number[]): ActivatedNeurons => ({ layers: 2, width: 3, active: Uint8Array.from(active) });
  const [a, b] = [neurons(1, 1, 0, 1, 0, 0), neurons(0, 1, 1, 1, 1, 0)];
  expect(activationOverlap(a, b)).toBeCloseTo(2 / Math.sqrt(3 * 4), 12);
  expect(activationOverlap(a, b, [0, 1])).toBeCloseTo(1 / 2, 12);
  expect(activationOverlap(a, neurons(0, 0, 0, 0, 0, 0))).toBeNaN();
});
