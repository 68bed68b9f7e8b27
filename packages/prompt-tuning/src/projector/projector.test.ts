import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@skill-neurons/core';
import { writeSafetensors, type Backbone } from '@skill-neurons/runtime';
import { plantedSplit, tinyBackbone } from '../testing/index.ts';
import type { SoftPrompt } from '../soft-prompt.ts';
import { loadProjector, saveProjector } from './projector-file.ts';
import { backProject, createProjector, parameterCount, project } from './prompt-projector.ts';
import { defaultProjectorSettings, projectPrompt, trainProjector } from './train-projector.ts';

const shape = { inputs: 6, bottleneck: 4, virtualTokens: 3, hiddenSize: 5 };
const drawn = (label: string, length: number) => {
  const random = createRandom(label);
  return Float32Array.from({ length }, () => random.normal());
};

test('projected rows have mean 0 and the standard deviation asked for', () => {
  const { values } = project(createProjector(shape, { seed: 1, scale: 0.7 }), drawn('source', 6));
  for (let row = 0; row < 3; row++) {
    const numbers = values.subarray(row * 5, (row + 1) * 5);
    expect(numbers.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    expect(numbers.reduce((sum, value) => sum + value ** 2, 0) / 5 / 0.49).toBeCloseTo(1, 3);
  }
});

test('the gradient equals finite differences in every parameter', () => {
  const projector = createProjector(shape, { seed: 2, scale: 1.3 });
  const source = drawn('source', 6);
  const direction = drawn('direction', 15);
  const loss = () => project(projector, source).normalised.reduce((sum, value, i) => sum + projector.scale * value * direction[i]!, 0);
  const gradient = backProject(projector, source, project(projector, source), direction);
  expect(gradient.length).toBe(parameterCount(shape));
  for (let i = 0; i < gradient.length; i++) {
    const kept = projector.parameters[i]!;
    projector.parameters[i] = kept + 1e-3;
    const [above, up] = [loss(), projector.parameters[i]!];
    projector.parameters[i] = kept - 1e-3;
    const difference = (above - loss()) / (up - projector.parameters[i]!);
    projector.parameters[i] = kept;
    expect(Math.abs(gradient[i]! - difference)).toBeLessThan(1e-3 * Math.max(1, Math.abs(difference)));
  }
});

test('a stored projector is the same, and another file is none', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'projector-')), 'projector.safetensors');
  const projector = createProjector(shape, { seed: 3, scale: 2 });
  await saveProjector(path, projector);
  expect(await loadProjector(path)).toEqual(projector);
  await writeSafetensors(path, { projector: { shape: [3], data: new Float32Array(3) } }, { projector: JSON.stringify({ shape, scale: 2 }) });
  await expect(loadProjector(path)).rejects.toMatchObject({ code: 'PROJECTOR_FILE', where: path });
});

describe('training', () => {
  let backbone: Backbone;
  beforeAll(async () => {
    backbone = await tinyBackbone('roberta');
  });
  afterAll(() => backbone.dispose());

  // A source model of another width.
  const source: SoftPrompt = { virtualTokens: 2, hiddenSize: 6, values: drawn('prompt', 12), origin: { kind: 'tuned', task: 'planted', seed: 4, architecture: 't5' } };
  const [train, validation] = [plantedSplit('train', 40), plantedSplit('validation', 16)];
  const settings = { ...defaultProjectorSettings(), virtualTokens: 4, bottleneck: 8, steps: 20, batchSize: 8, learningRate: 0.02, evaluateEvery: 5 };
  const oneClass = { ...train, examples: train.examples.map((example) => ({ ...example, label: 1 })) };

  test('lowers the loss of the target model, gives the same projector again, and brings prompts over', async () => {
    const run = () => trainProjector({ backbone, tasks: [{ source, train: oneClass, validation }], seed: 1, settings });
    const { projector, curve, bestStep } = await run();
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss);
    expect(curve.map(({ step }) => step)).toContain(bestStep);
    expect((await run()).projector).toEqual(projector);
    const prompt = projectPrompt(projector, source, backbone);
    expect(prompt).toMatchObject({ virtualTokens: 4, hiddenSize: 16, origin: { kind: 'projected', task: 'planted', seed: 4, architecture: 'roberta' } });
  });

  test('takes several tasks, and refuses none and prompts of different sizes', async () => {
    const other = { ...source, values: drawn('other', 12) };
    const { curve } = await trainProjector({ backbone, tasks: [{ source, train, validation }, { source: other, train, validation }], seed: 1, settings: { ...settings, steps: 4 } });
    expect(curve).toHaveLength(1);
    await expect(trainProjector({ backbone, tasks: [], seed: 1, settings })).rejects.toMatchObject({ code: 'PROJECTOR_TASKS' });
    const tasks = [{ source, train, validation }, { source: { ...source, values: drawn('x', 18), virtualTokens: 3 }, train, validation }];
    await expect(trainProjector({ backbone, tasks, seed: 1, settings })).rejects.toMatchObject({ code: 'PROJECTOR_TASKS' });
    await expect(trainProjector({ backbone, tasks: [{ source, train, validation }], seed: 1, settings: { ...settings, bottleneck: 0 } })).rejects.toMatchObject({ code: 'PROJECTOR_SETTINGS' });
    expect(() => projectPrompt(createProjector(shape, { seed: 1, scale: 1 }), source, backbone)).toThrow('does not fit a projector of 6');
  });
});
