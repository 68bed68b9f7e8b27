import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import type { SoftPrompt } from '../soft-prompt.ts';
import { plantedSplit, tinyBackbone } from '../testing/index.ts';
import { initialPrompt, type Initialisation } from './initial-prompt.ts';

const { labelWords } = plantedSplit('train', 2);
const tokenizer = { encode: (text: string) => text.split(' ').filter(Boolean).map(Number) } as Tokenizer;

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
  });
  afterAll(() => backbone.dispose());
  const make = (initialisation: Initialisation, { virtualTokens = 6, seed = 1 } = {}) => initialPrompt(backbone, { virtualTokens, seed, initialisation, tokenizer, labelWords });
  const rowsOf = ({ values, virtualTokens, hiddenSize }: SoftPrompt) => Array.from({ length: virtualTokens }, (_, i) => [...values.subarray(i * hiddenSize, (i + 1) * hiddenSize)]);
  const embedding = async (id: number) => {
    const row = backbone.embed([id]);
    const values = [...(await row.data())];
    row.dispose();
    return values;
  };
  const firstWordRow = architecture === 'roberta' ? 1 : 0;

  test('random has the scale of the paper, or the one asked for', async () => {
    const deviation = ({ values }: SoftPrompt) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    const wide = { virtualTokens: 400 };
    expect(deviation(await make({ kind: 'random' }, wide)) / (architecture === 'roberta' ? 0.02 : 1)).toBeCloseTo(1, 1);
    expect(deviation(await make({ kind: 'random', scale: 3 }, wide)) / 3).toBeCloseTo(1, 1);
    const { values } = await make({ kind: 'uniform' }, wide);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(deviation({ values } as SoftPrompt)).toBeCloseTo(Math.sqrt(1 / 3), 1);
  });

  test.each([{ kind: 'random' }, { kind: 'uniform' }, { kind: 'vocabulary' }, { kind: 'label-words' }] as const)('$kind depends on the seed alone', async (initialisation) => {
    const { values, origin } = await make(initialisation);
    expect((await make(initialisation)).values).toEqual(values);
    expect((await make(initialisation, { seed: 2 })).values).not.toEqual(values);
    expect(origin).toMatchObject({ kind: 'initial', seed: 1, initialisation: initialisation.kind });
  });

  test('vocabulary takes different tokens, of the first ids where asked', async () => {
    const rows = rowsOf(await make({ kind: 'vocabulary', first: 6 }));
    const all = await Promise.all([0, 1, 2, 3, 4, 5].map(embedding));
    expect(rows.map(String).sort()).toEqual(all.map(String).sort());
    await expect(make({ kind: 'vocabulary', first: 5 })).rejects.toMatchObject({ code: 'PROMPT_INITIALISATION' });
  });

  test('text is repeated to the end, and starts where a row has an effect', async () => {
    const rows = rowsOf(await make({ kind: 'text', text: '7 8' }));
    const words = rows.slice(firstWordRow);
    for (const [i, row] of words.entries()) expect(row).toEqual(await embedding(i % 2 === 0 ? 7 : 8));
    if (backbone.maskTokenId !== undefined) expect(rows[0]).toEqual(await embedding(backbone.maskTokenId));
    await expect(make({ kind: 'text', text: ' ' })).rejects.toMatchObject({ code: 'PROMPT_INITIALISATION' });
    await expect(initialPrompt(backbone, { virtualTokens: 3, seed: 1, initialisation: { kind: 'text', text: '7' } })).rejects.toMatchObject({ code: 'PROMPT_INITIALISATION' });
  });

  test('label words come first, one of several pieces as their mean', async () => {
    const rows = rowsOf(await make({ kind: 'label-words' }));
    expect(rows[firstWordRow]).toEqual(await embedding(35));
    expect(rows[firstWordRow + 1]).toEqual(await embedding(36));
    const pieces = { ...labelWords, pieces: [[7, 8], [36]] };
    const [first] = rowsOf(await initialPrompt(backbone, { virtualTokens: 6, seed: 1, initialisation: { kind: 'label-words' }, labelWords: pieces })).slice(firstWordRow);
    const [seven, eight] = [await embedding(7), await embedding(8)];
    first!.forEach((value, i) => expect(value).toBeCloseTo((seven[i]! + eight[i]!) / 2, 6));
    await expect(make({ kind: 'label-words' }, { virtualTokens: 1 })).rejects.toMatchObject({ code: 'PROMPT_INITIALISATION' });
  });

  test('another prompt is taken bit by bit, several are averaged', async () => {
    const [one, two] = [await make({ kind: 'random' }), await make({ kind: 'random' }, { seed: 2 })];
    expect((await make({ kind: 'prompts', prompts: [one] })).values).toEqual(one.values);
    const { values } = await make({ kind: 'prompts', prompts: [one, two] });
    values.forEach((value, i) => expect(value).toBeCloseTo((one.values[i]! + two.values[i]!) / 2, 6));
    await expect(make({ kind: 'prompts', prompts: [one] }, { virtualTokens: 5 })).rejects.toMatchObject({ code: 'PROMPT_INITIALISATION' });
    await expect(make({ kind: 'prompts', prompts: [] })).rejects.toMatchObject({ code: 'PROMPT_INITIALISATION' });
    const other = { ...one, origin: { ...one.origin, architecture: 'bert' } };
    await expect(make({ kind: 'prompts', prompts: [other] })).rejects.toMatchObject({ code: 'PROMPT_ARCHITECTURE' });
  });
});
