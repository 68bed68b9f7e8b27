import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchesOf, evaluate, initialPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, writeTinyCheckpoint } from '@skill-neurons/prompt-tuning/testing';
import { loadBackbone, readSafetensors, useBackend, writeSafetensors, type Backbone } from '@skill-neurons/runtime';
import { collectBaseline } from './baseline.ts';
import { collectFiringCounts } from './collect.ts';
import { predictivity } from './predictivity.ts';
import { randomRanking } from './ranking.ts';
import { suppressionCurve } from './suppress.ts';

const columns = [35, 36];
const split = plantedSplit('test', 12);
const outputs = { roberta: /^roberta\.encoder\.layer\.\d+\.output\.dense\.weight$/, t5: /^encoder\.block\.\d+\.layer\.1\.DenseReluDense\.wo\.weight$/ };

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let [backbone, withoutNeurons]: Backbone[] = [];
  beforeAll(async () => {
    await useBackend('auto', { threads: 1 });
    const folders = await Promise.all(['a', 'b'].map((name) => mkdtemp(join(tmpdir(), `regression-${name}-`))));
    for (const folder of folders) await writeTinyCheckpoint(folder, architecture);
    const file = join(folders[1]!, 'model.safetensors');
    const { tensors, metadata } = await readSafetensors(file);
    const cut = Object.keys(tensors).filter((name) => outputs[architecture].test(name));
    expect(cut).toHaveLength(2);
    for (const name of cut) tensors[name]!.data.fill(0);
    await writeSafetensors(file, tensors, metadata);
    [backbone, withoutNeurons] = [await loadBackbone(folders[0]!), await loadBackbone(folders[1]!)];
  });
  afterAll(() => [backbone, withoutNeurons].forEach((model) => model?.dispose()));

  const pass = async (model: Backbone, examples = split.examples) => ({
    backbone: model, columns,
    prompt: await initialPrompt(model, { virtualTokens: 4, seed: 1, initialisation: { kind: 'random', scale: 0.5 } }),
    batches: batchesOf({ ...split, examples }, { batchSize: 6 }),
  });

  test('with every neuron at zero the FFNs give their output bias alone (T5: nothing)', async () => {
    const plain = await pass(backbone!);
    const [all] = await suppressionCurve({ ...plain, ranking: randomRanking(2, 24, 1), percentages: [100] });
    const cut = await evaluate(await pass(withoutNeurons!));
    expect(all!.evaluation.loss).toBeCloseTo(cut.loss, 6);
    expect(all!.evaluation.predictions).toEqual(cut.predictions);
    expect((await evaluate(plain)).loss).not.toBeCloseTo(cut.loss, 6);
  });

  test('a tie with the baseline does not fire, so it counts as class 0', async () => {
    const example = split.examples.find(({ label }) => label === 1)!;
    // The mean of one example is its activation: every neuron ties everywhere.
    const options = await pass(backbone!, [example]);
    const baseline = await collectBaseline(options);
    const counts = await collectFiringCounts({ ...options, baseline });
    expect(counts.classCounts).toEqual([0, 1]);
    expect(counts.fired.every((count) => count === 0)).toBe(true);
    const { values, sign, dead } = predictivity(counts);
    // Answering 0 for a row of class 1 is always wrong: predictive the other way round.
    expect([new Set(values), new Set(sign), new Set(dead)]).toEqual([new Set([1]), new Set([-1]), new Set([1])]);
  });
});
