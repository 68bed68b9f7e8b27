import * as tf from '@tensorflow/tfjs-core';
import { interventionHook, loadBackbone, useBackend } from '../index.ts';
import type { ActivationHook, Backbone, ForwardOptions, ForwardState, HookPositions, Intervention, Stack } from '../index.ts';
import { fixtureFolder, promptedBatch, readExpectation } from '../test-support/fixtures.ts';

const columns = [7, 43, 12];

describe.each(['roberta', 't5'] as const)('%s', (name) => {
  let backbone: Backbone;
  beforeAll(async () => {
    await useBackend('cpu');
    backbone = await loadBackbone(fixtureFolder(name));
  });
  afterAll(() => backbone.dispose());
  const score = (options: ForwardOptions) => [...tf.tidy(() => backbone.score(promptedBatch(readExpectation(name).prompted), columns, options)).dataSync()];
  const close = (found: number[], expected: number[]) => found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

  /** Zeroes some neurons of one layer, and counts the layers it is called for. */
  function zeroing(stack: Stack, layer: number, seen: string[] = []): ActivationHook {
    return (activation, site) => {
      seen.push(`${site.stack} ${site.layer}`);
      if (site.stack !== stack || site.layer !== layer) return undefined;
      return tf.mul(activation, tf.tensor1d(Array.from({ length: activation.shape[2] }, (_, i) => (i % 3 === 0 ? 0 : 1))));
    };
  }

  function stateOf(stack: Stack, layer: number, options: ForwardOptions = {}): ForwardState {
    let kept: ForwardState | undefined;
    const onState = (state: ForwardState) => {
      kept = state.stack === 'decoder' ? { ...state, encoded: tf.keep(state.encoded.clone()) } : { ...state, activation: tf.keep(state.activation.clone()), residual: tf.keep(state.residual.clone()) };
    };
    score({ ...options, tap: stack === 'decoder' ? { stack, onState } : { stack, layer, onState } });
    return kept!;
  }

  test.each([0, 1])('a pass that starts at layer %i ends where a whole pass does, and computes nothing below', (layer) => {
    for (const lastBlock of ['all', 'scored'] as const) {
      const from = stateOf('encoder', layer, { lastBlock });
      const seen: string[] = [];
      close(score({ hooks: [zeroing('encoder', layer, seen)], from, lastBlock }), score({ hooks: [zeroing('encoder', layer)], lastBlock }));
      expect(seen).not.toContain(`encoder ${layer - 1}`);
      // From state to state: the next layer's, without starting anew.
      if (layer === 1) continue;
      const above = stateOf('encoder', 1, { from, lastBlock });
      close(score({ hooks: [zeroing('encoder', 1)], from: above, lastBlock }), score({ hooks: [zeroing('encoder', 1)], lastBlock }));
    }
  });

  if (name === 't5') {
    test('a pass over the decoder alone', () => {
      const from = stateOf('decoder', 0);
      const seen: string[] = [];
      close(score({ hooks: [zeroing('decoder', 0, seen)], from }), score({ hooks: [zeroing('decoder', 0)] }));
      expect(seen.some((site) => site.startsWith('encoder'))).toBe(false);
    });
    return;
  }

  test.each<HookPositions>(['all', 'prompt', 'text', 'mask'])('interventions at %s do the same where the last block computes the scored position alone', (positions) => {
    const space = backbone.neuronSpaces[0]!;
    const neurons = [[1, 5, 9], [0, 2, 63]];
    const count = { all: 12, prompt: 5, text: 7, mask: 1 }[positions];
    const values = neurons.map((_, layer) => Array.from({ length: count * space.width }, (_v, i) => Math.sin(i + layer)));
    const interventions: Intervention[] = [{ kind: 'zero', stack: 'encoder', neurons, positions }, { kind: 'mean', stack: 'encoder', neurons, positions, values }];
    for (const intervention of interventions) {
      const { hook, dispose } = interventionHook(intervention, space);
      close(score({ hooks: [hook], lastBlock: 'scored' }), score({ hooks: [hook], lastBlock: 'all' }));
      dispose();
    }
  });

  test('a last block of prompt positions scores the same, and shows the same activations at the prompt', () => {
    const seen = (lastBlock: 'all' | 'prompt') => {
      const shapes: number[][] = [];
      const values: number[][] = [];
      const look: ActivationHook = (activation, { promptLength, maskPosition }) => {
        expect([promptLength, maskPosition]).toEqual([5, 0]);
        shapes.push(activation.shape);
        values.push([...tf.slice(activation, [0, 0, 0], [-1, 5, -1]).dataSync()]);
        return undefined;
      };
      return { scores: score({ hooks: [look, zeroing('encoder', 1)], lastBlock }), shapes, values };
    };
    const [all, prompt] = [seen('all'), seen('prompt')];
    close(prompt.scores, all.scores);
    expect(all.shapes).toEqual([[3, 12, 64], [3, 12, 64]]);
    expect(prompt.shapes).toEqual([[3, 12, 64], [3, 5, 64]]);
    prompt.values.forEach((layer, i) => close(layer, all.values[i]!));
  });
});
