import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWeights, maskedLmLogits, readConfig, savePrunedCheckpoint, t5Logits, useBackend, type Stack } from '../index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { fixtureFolder, intMatrix, largestDifference, readExpectation } from '../test-support/fixtures.ts';

interface PrunedExpectation {
  kept: Partial<Record<Stack, number[][]>>;
  constants: Partial<Record<Stack, number[][]>>;
  logits: unknown;
}

/** What PyTorch and transformers found, by make_pruned.py there. */
const expectations = JSON.parse(readFileSync(join(fixtureFolder('pruned'), 'expected.json'), 'utf8')) as Record<string, PrunedExpectation>;

let folder: string;
beforeAll(async () => {
  await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'pruned-'));
  for (const [name, { kept, constants }] of Object.entries(expectations)) {
    const cuts = (Object.keys(kept) as Stack[]).map((stack) => ({ stack, kept: kept[stack]!, ...(!name.startsWith('t5') && { constants: constants[stack]! }) }));
    const { readByTransformers } = await savePrunedCheckpoint(join(folder, name), fixtureFolder(name), cuts);
    expect(readByTransformers).toBe(true);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test.each(Object.keys(expectations))('a pruned %s computes what transformers does after the same cut', async (name) => {
  const config = await readConfig(join(folder, name));
  const { weights } = await loadWeights(join(folder, name), config);
  const { ids, mask, scoredRows, decoderIds } = readExpectation(name).plain;
  const logits = tf.tidy(() =>
    config.architecture === 't5'
      ? t5Logits(weights, config, { encoderIds: intMatrix(ids), encoderMask: tf.tensor2d(mask), decoderIds: intMatrix(decoderIds!) })
      : maskedLmLogits(weights, config, { ids: intMatrix(ids), mask: tf.tensor2d(mask) }, tf.tensor1d(scoredRows!, 'int32')),
  );
  expect(largestDifference(logits, expectations[name]!.logits)).toBeLessThan(1e-4);
});

const python = process.env['SKILL_NEURONS_PYTHON'] ?? 'python3';
const version = spawnSync(python, ['-c', 'import torch, importlib.metadata as m; print(m.version("transformers"))'], { encoding: 'utf8' });
const available = version.status === 0;
const testWithPython = available ? test : test.skip;
const title = available ? `transformers ${version.stdout.trim()}` : `SKIPPED: ${python} has no transformers; name a Python that has it in SKILL_NEURONS_PYTHON: transformers`;

testWithPython(`${title} loads the pruned checkpoints and computes the same`, () => {
  const { stdout, stderr, status } = spawnSync(python, [join(fixtureFolder('pruned'), 'make_pruned.py'), '--check', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  expect(stdout.trim().split('\n')).toHaveLength(Object.keys(expectations).length);
}, 300_000);
