import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { createRandom } from '@skill-neurons/core';
import { interventionHook, loadBackbone, readConfig, readSafetensors, saveCheckpoint, useBackend, writeSafetensors, type ActivationHook, type Backbone, type NeuronCut, type NeuronSpace } from '../index.ts';
import { fixtureFolder, promptedBatch, readExpectation } from '../test-support/fixtures.ts';
import { pruneFeedForward } from './prune-feed-forward.ts';
import { savePrunedCheckpoint } from './save-pruned-checkpoint.ts';

let folder: string;
beforeAll(() => useBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pruning-'));
});
afterEach(() => rm(folder, { recursive: true }));

const architectures = ['roberta', 'bert', 't5', 't5-gated'] as const;
const all = (width: number) => Array.from({ length: width }, (_, i) => i);
const logitsOf = (backbone: Backbone, name: string, hooks: ActivationHook[] = []): number[] =>
  tf.tidy(() => [...backbone.score(promptedBatch(readExpectation(name).prompted), [7, 43, 12], { hooks }).dataSync()]);

async function prunedLogits(backbone: Backbone, name: string, cuts: NeuronCut[]): Promise<number[]> {
  await savePrunedCheckpoint(folder, backbone.folder, cuts);
  const pruned = await loadBackbone(folder, { maskTokenId: backbone.maskTokenId ?? 0 });
  try {
    return logitsOf(pruned, name);
  } finally {
    pruned.dispose();
  }
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance));
}

/** A random non-empty choice of every layer's neurons and a constant for each; `equal` keeps as many of each layer. */
function randomCut({ stack, layers, width }: NeuronSpace, seed: number, equal: boolean): NeuronCut & { constants: Float32Array[] } {
  const random = createRandom(`${seed}/${stack}`);
  const share = 1 + random.integer(width);
  return {
    stack,
    kept: Array.from({ length: layers }, () => [...random.permutation(width).subarray(0, equal ? share : 1 + random.integer(width))]),
    constants: Array.from({ length: layers }, () => Float32Array.from({ length: width }, () => random.normal())),
  };
}

describe.each(architectures)('%s', (name) => {
  let backbone: Backbone;
  beforeAll(async () => {
    backbone = await loadBackbone(fixtureFolder(name), { maskTokenId: 49 });
  });
  afterAll(() => backbone.dispose());

  test('all neurons kept, the logits are the same bit for bit and the configuration is that of the model', async () => {
    const cuts = backbone.neuronSpaces.map(({ stack, layers, width }): NeuronCut => ({
      stack, kept: Array.from({ length: layers }, () => all(width)), constants: Array.from({ length: layers }, () => new Float32Array(width).fill(3)),
    }));
    expect(await prunedLogits(backbone, name, cuts)).toEqual(logitsOf(backbone, name));
    expect(await readConfig(folder)).toEqual(await readConfig(fixtureFolder(name)));
  });

  // Fixing neurons at a constant and cutting them while folding the constant are the same function.
  test('a pruned model computes what the model does with the other neurons fixed at their constants', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.boolean(), async (seed, zero) => {
        const cuts = backbone.neuronSpaces.map((space) => randomCut(space, seed, false));
        const handles = backbone.neuronSpaces.map((space, i) => {
          const { stack, kept, constants } = cuts[i]!;
          const neurons = kept.map((layer) => all(space.width).filter((neuron) => !layer.includes(neuron)));
          return interventionHook(zero ? { kind: 'zero', stack, neurons, positions: 'all' } : { kind: 'mean', stack, neurons, positions: 'all', values: constants }, space);
        });
        const expected = logitsOf(backbone, name, handles.map(({ hook }) => hook));
        handles.forEach((handle) => handle.dispose());
        const actual = await prunedLogits(backbone, name, cuts.map(({ constants, ...cut }) => (zero ? cut : { ...cut, constants })));
        expectClose(actual, expected, 2e-4);
      }),
      { numRuns: 4, seed: 11 },
    );
  });

  test('cutting neurons that are constant, their value folded, changes nothing', async () => {
    const { tensors } = await readSafetensors(join(fixtureFolder(name), 'model.safetensors'));
    const inputs = Object.entries(tensors).filter(([tensor]) => /intermediate\.dense\.weight|\.wi(_\d)?\.weight/.test(tensor));
    for (const [, { shape, data }] of inputs) data.fill(0, 0, 3 * shape[1]!);
    const source = join(folder, 'source');
    await saveCheckpoint(source, await readConfig(fixtureFolder(name)), {});
    await writeSafetensors(join(source, 'model.safetensors'), tensors);
    const constant = await loadBackbone(source, { maskTokenId: 49 });
    const values: Record<string, Float32Array[]> = { encoder: [], decoder: [] };
    const look: ActivationHook = (activation, { stack, layer }) => {
      values[stack]![layer] = activation.dataSync().slice(0, activation.shape[2]) as Float32Array;
      return undefined;
    };
    const before = logitsOf(constant, name, [look]);
    const cuts = constant.neuronSpaces.map(({ stack, layers, width }) => ({ stack, kept: Array.from({ length: layers }, () => all(width).slice(3)), constants: values[stack]! }));
    // GELU of a bias is not zero: there is something to fold.
    if (constant.family === 'masked-lm') expect(values['encoder']![0]!.slice(0, 3).every((value) => value !== 0)).toBe(true);
    expectClose(await prunedLogits(constant, name, cuts), before, 2e-5);
    constant.dispose();
  });

  test('what is pruned can be pruned again, and saved by its configuration', async () => {
    const cuts = backbone.neuronSpaces.map((space) => randomCut(space, 5, true));
    await savePrunedCheckpoint(folder, backbone.folder, cuts);
    const once = await loadBackbone(folder, { maskTokenId: 49 });
    const again = once.neuronSpaces.map(({ stack, layers, width }): NeuronCut => ({ stack, kept: Array.from({ length: layers }, () => all(width)) }));
    const [second, third] = [join(folder, 'second'), join(folder, 'third')];
    await savePrunedCheckpoint(second, once.folder, again);
    await saveCheckpoint(third, await readConfig(second), once.weights);
    for (const path of [second, third]) {
      const copy = await loadBackbone(path, { maskTokenId: 49 });
      expect(logitsOf(copy, name)).toEqual(logitsOf(once, name));
      expect(copy.fingerprint).toBe(once.fingerprint);
      copy.dispose();
    }
    once.dispose();
  });
});

describe('what transformers can read', () => {
  const cutsOf = async (name: string, width: (stack: string, layer: number) => number, constants: boolean) => {
    const backbone = await loadBackbone(fixtureFolder(name), { maskTokenId: 49 });
    const saved = await savePrunedCheckpoint(folder, backbone.folder, backbone.neuronSpaces.map(({ stack, layers, width: before }) => ({
      stack, kept: Array.from({ length: layers }, (_, layer) => all(width(stack, layer))), ...(constants && { constants: Array.from({ length: layers }, () => new Float32Array(before).fill(1)) }),
    })));
    backbone.dispose();
    return { saved, config: JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Record<string, unknown> };
  };

  test.each([
    ['roberta', 'intermediate_size', true],
    ['bert', 'intermediate_size', true],
    ['t5', 'd_ff', false],
    ['t5-gated', 'd_ff', false],
  ])('equal widths of %s are told by %s', async (name, field, constants) => {
    const { saved, config } = await cutsOf(name, () => 4, constants);
    const before = JSON.parse(await readFile(join(fixtureFolder(name), 'config.json'), 'utf8')) as Record<string, unknown>;
    expect(saved.readByTransformers).toBe(true);
    expect(config).toMatchObject({ model_type: before['model_type'], [field]: 4 });
    expect(Object.keys(config).sort()).toEqual(Object.keys(before).sort());
  });

  test.each([
    ['roberta', (_: string, layer: number) => 3 + layer, { model_type: 'pruned_roberta', encoder_feed_forward_widths: [3, 4] }],
    ['t5', (stack: string) => (stack === 'encoder' ? 2 : 5), { model_type: 'pruned_t5', d_ff: 5 }],
    ['t5', () => 4, { model_type: 'pruned_t5', d_ff: 4, feed_forward_bias: true }],
  ])('anything else of %s has a model_type of its own', async (name, width, expected) => {
    const { saved, config } = await cutsOf(name, width, true);
    expect(saved.readByTransformers).toBe(false);
    expect(config).toMatchObject(expected);
    expect(await readConfig(folder)).toEqual(saved.config);
  });
});

test.each<[object, RegExp]>([
  [{ encoder_feed_forward_widths: [3] }, /has 1 entries, the encoder has 2 layers/],
  [{ encoder_feed_forward_widths: [3, 0] }, /encoder_feed_forward_widths\.1/],
  [{ encoder_feed_forward_widths: [3, 1e9] }, /holds 1000000000/],
  [{ decoder_feed_forward_widths: [3, 3] }, /the decoder has 0 layers/],
  [{ feed_forward_bias: true }, /a field of pruned_t5/],
])('a configuration with %j is refused', async (fields, message) => {
  const json = JSON.parse(await readFile(join(fixtureFolder('roberta'), 'config.json'), 'utf8')) as object;
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...json, model_type: 'pruned_roberta', ...fields }));
  await expect(readConfig(folder)).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) as string });
});

test.each<[number[][], RegExp]>([
  [[[0]], /1 layers are given/],
  [[[0], []], /no neuron of layer 1/],
  [[[0], [1, 1]], /named twice/],
  [[[0], [999]], /no neuron 999/],
])('a cut to %j is refused', async (kept, message) => {
  const config = await readConfig(fixtureFolder('roberta'));
  expect(() => pruneFeedForward(config, {}, [{ stack: 'encoder', kept }])).toThrow(expect.objectContaining({ code: 'PRUNE_NEURONS', message: expect.stringMatching(message) as string }) as Error);
});
