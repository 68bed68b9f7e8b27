import * as tf from '@tensorflow/tfjs-core';
import { runningBackend } from 'tfjs-backend-onnxruntime';
import { interventionHook, loadBackbone, probeBackends, useBackend } from './index.ts';
import type { Intervention } from './index.ts';
import { fixtureFolder, intMatrix, promptedBatch, readExpectation } from './test-support/fixtures.ts';

const usable = (await probeBackends()).some(({ name, usable: works }) => name === 'onnxruntime' && works);

// Compiling takes longer than running: a study suppresses hundreds of neuron sets.
(usable ? describe : describe.skip)('the onnxruntime backend compiles one graph', () => {
  beforeAll(() => useBackend('onnxruntime'));
  const compiled = () => {
    const { misses, recompiles } = runningBackend()!.statistics();
    return misses + recompiles;
  };

  test.each(['roberta', 't5'])('for all batches of one shape, and for gradients (%s)', async (name) => {
    const backbone = await loadBackbone(fixtureFolder(name));
    const { prompted } = readExpectation(name);
    const batch = promptedBatch(prompted);
    const step = (shift: number) => {
      const ids = intMatrix(prompted.ids.map((row) => row.map((id) => Math.max(2, id - shift))));
      return [
        backbone.score({ ...batch, ids }, [7 + shift, 43]).dataSync(),
        tf.grad((prompt) => backbone.score({ ...batch, ids, prompt: prompt as tf.Tensor2D }, [7 + shift, 43]))(batch.prompt!).dataSync(),
      ];
    };
    const first = step(0);
    const before = compiled();
    const second = step(1);
    expect(second).not.toEqual(first);
    expect(compiled()).toBe(before);
    // Nothing leaves the graph for the slow cpu backend.
    expect(runningBackend()!.statistics().fallbacks).toEqual({});
  });

  const record = (neurons: number[], kind: 'zero' | 'mean'): Intervention => {
    const selection = { stack: 'encoder', neurons: [neurons, neurons], positions: 'all' } as const;
    return kind === 'zero' ? { kind, ...selection } : { kind, ...selection, values: [new Float32Array(64).fill(0.1), new Float32Array(64).fill(0.2)] };
  };

  test.each(['zero', 'mean'] as const)('for all neuron sets of a %s intervention', async (kind) => {
    const backbone = await loadBackbone(fixtureFolder('roberta'));
    const batch = promptedBatch(readExpectation('roberta').prompted);
    const scored = (neurons: number[]) => {
      const { hook, dispose } = interventionHook(record(neurons, kind), backbone.neuronSpaces[0]!);
      const values = [...backbone.score(batch, [7, 43], { hooks: [hook] }).dataSync()];
      dispose();
      return values;
    };
    const first = scored([]);
    const before = compiled();
    expect(scored([1, 2, 3])).not.toEqual(first);
    expect(scored(Array.from({ length: 64 }, (_, i) => i))).not.toEqual(first);
    expect(compiled()).toBe(before);
  });
});
