import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { loadBackbone, loadWeights, maskedLmLogits, probeBackends, readConfig, t5Logits, useBackend } from './index.ts';
import type { ActivationHook, Backbone, Stack } from './index.ts';
import { fixtureFolder, intMatrix, largestDifference, promptedBatch, readExpectation } from './test-support/fixtures.ts';

// Everything here is compared with PyTorch: see test/fixtures/make_fixtures.py.
const tolerance = 2e-5;
const usable = (await probeBackends()).filter((status) => status.usable).map((status) => status.name);
const models = ['roberta', 'xlm-roberta-odd', 'bert', 'bert-old-names', 't5', 't5-gated', 't5-odd', 't5-gated-odd'];
const maskedLms = models.filter((name) => !name.startsWith('t5'));

test('cpu and wasm are there to be compared', () => {
  expect(usable).toEqual(expect.arrayContaining(['wasm', 'cpu']));
});

describe.each(usable)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  describe.each(models)('%s with a soft prompt', (name) => {
    const { prompted } = readExpectation(name);
    let backbone: Backbone;
    beforeAll(async () => {
      backbone = await loadBackbone(fixtureFolder(name));
    });
    afterAll(() => backbone.dispose());

    test('logits of the label columns', () => {
      expect(largestDifference(backbone.score(promptedBatch(prompted), prompted.columns), prompted.logits)).toBeLessThan(tolerance);
    });

    test('logits without a prompt', () => {
      const batch = { ...promptedBatch(prompted), prompt: null };
      expect(largestDifference(backbone.score(batch, prompted.columns), prompted.logitsWithoutPrompt)).toBeLessThan(tolerance);
    });

    test('gradient of the cross-entropy with respect to the prompt', () => {
      const { prompt, ids, mask } = promptedBatch(prompted);
      const classes = prompted.columns.length;
      const loss = (rows: Tensor2D) => {
        const logProbabilities = tf.logSoftmax(backbone.score({ prompt: rows, ids, mask }, prompted.columns));
        return tf.neg(tf.mean(tf.sum(tf.mul(logProbabilities, tf.oneHot(tf.tensor1d(prompted.labels, 'int32'), classes)), 1)));
      };
      expect(largestDifference(tf.grad((rows) => loss(rows as Tensor2D))(prompt!), prompted.gradient)).toBeLessThan(tolerance);
    });

    test('activations at the prompt positions and in the decoder', () => {
      const seen: Record<string, tf.Tensor[]> = {};
      const hook: ActivationHook = (activation, { stack, promptLength }) => {
        const positions = stack === 'encoder' ? promptLength : 1;
        const example = Math.max(0, activation.shape[0] - 2);
        (seen[stack] ??= []).push(tf.keep(tf.slice(activation, [example, 0, 0], [1, positions, activation.shape[2]])));
        return undefined;
      };
      backbone.score(promptedBatch(prompted), prompted.columns, { hooks: [hook] });
      expect(Object.keys(seen)).toEqual(Object.keys(prompted.activations));
      for (const [stack, layers] of Object.entries(prompted.activations)) {
        layers.forEach((expected, layer) => expect(largestDifference(seen[stack as Stack]![layer]!, expected)).toBeLessThan(tolerance));
      }
    });
  });

  test.each(maskedLms)('%s on plain text, padded', async (name) => {
    const { plain } = readExpectation(name);
    const config = await readConfig(fixtureFolder(name));
    if (config.architecture === 't5') throw new Error('not a masked language model');
    const { weights } = await loadWeights(fixtureFolder(name), config);
    const rows = tf.tensor1d(plain.scoredRows!, 'int32') as Tensor1D;
    const activations: tf.Tensor[] = [];
    const hook: ActivationHook = (activation) => {
      activations.push(tf.gather(tf.reshape(activation, [-1, config.intermediateSize]), rows));
      return undefined;
    };
    const logits = maskedLmLogits(weights, config, { ids: intMatrix(plain.ids), mask: tf.tensor2d(plain.mask) }, rows, { hooks: [hook] });
    expect(largestDifference(logits, plain.logits)).toBeLessThan(tolerance);
    plain.activations.forEach((expected, layer) => expect(largestDifference(activations[layer]!, expected)).toBeLessThan(tolerance));
    const positions = plain.ids.map((row) => row.map((_, i) => i + (config.architecture === 'roberta' ? config.padTokenId + 1 : 0)));
    const explicit = maskedLmLogits(weights, config, { ids: intMatrix(plain.ids), mask: tf.tensor2d(plain.mask), positionIds: intMatrix(positions) }, rows);
    expect(largestDifference(explicit, plain.logits)).toBeLessThan(tolerance);
  });

  test.each(models.filter((name) => name.startsWith('t5')))('%s teacher-forced over all decoder positions', async (name) => {
    const { plain } = readExpectation(name);
    const config = await readConfig(fixtureFolder(name));
    if (config.architecture !== 't5') throw new Error('not a T5');
    const { weights } = await loadWeights(fixtureFolder(name), config);
    const inputs = { encoderIds: intMatrix(plain.ids), encoderMask: tf.tensor2d(plain.mask), decoderIds: intMatrix(plain.decoderIds!) };
    const activations: tf.Tensor[] = [];
    const hook: ActivationHook = (activation, { stack }) => {
      if (stack === 'decoder') activations.push(tf.slice(activation, [activation.shape[0] - 1, 0, 0], [1, -1, -1]));
      return undefined;
    };
    expect(largestDifference(t5Logits(weights, config, inputs, { hooks: [hook] }), plain.logits)).toBeLessThan(tolerance);
    plain.activations.forEach((expected, layer) => expect(largestDifference(activations[layer]!, expected)).toBeLessThan(tolerance));
  });
});
