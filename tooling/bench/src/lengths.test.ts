import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeExamples, loadExamples, loadTask, loadTokenizer } from '@skill-neurons/data';
import { tasksFolder } from '@skill-neurons/datasets';
import { lengthsOf, readHistogram } from './length-histogram.ts';
import { benchModels } from './models.ts';
import { meanLengths, sampleBatches } from './sample-batches.ts';
import { countShapes } from './shapes.ts';

/** Real data sets and tokenizers, which lie beside the checkout and are not part of it. */
const sharedData = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const ifShared = existsSync(sharedData) ? test : test.skip;
const roberta = benchModels.find(({ name }) => name === 'roberta-base')!;

ifShared('the counted lengths are those of SST-2 as the toolkit reads it', async () => {
  const task = await loadTask(join(tasksFolder, 'sst2.yaml'));
  const examples = await loadExamples(task, 'train', { dataFolder: join(sharedData, 'datasets'), limit: 500, seed: 1 });
  const tokenizer = await loadTokenizer(join(sharedData, 'tokenizers', 'roberta-base'));
  const encoded = await encodeExamples({ task, family: 'masked-lm', tokenizer, examples, maxLength: 512 });
  const all = lengthsOf(readHistogram('roberta-base'), 'test');
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(mean(all.map((length) => (length - mean(all)) ** 2)));
  expect(Math.abs(mean(encoded.map(({ ids }) => ids.length)) - mean(all))).toBeLessThan((4 * deviation) / Math.sqrt(500));
  // 67,349 rows less the two percent that the task sets aside for validation.
  expect(all.length / 67_349).toBeCloseTo(0.98, 3);
});

test('sampled batches stand for an epoch', () => {
  const sample = sampleBatches(roberta, { batchSize: 16, batches: 4, seed: 1 });
  expect(sample.map(({ length }) => length)).toEqual([...sample.map(({ length }) => length)].sort((a, b) => a - b));
  const { epoch, sample: sampled } = meanLengths(roberta, 16, sample);
  expect(Math.abs(sampled - epoch)).toBeLessThan(3);
  for (const { size, length, ids, mask } of sample) {
    expect(ids.length).toBe(size * length);
    expect(ids.every((id, i) => (mask[i] === 1) !== (id === 1))).toBe(true);
  }
});

test('a fixed length', () => {
  expect(sampleBatches(roberta, { batchSize: 2, batches: 1, seed: 1, textLength: 64 })).toMatchObject([{ size: 2, length: 64 }]);
});

test('coarser rounding: fewer shapes, more work', () => {
  const rows = countShapes(roberta, 16, { gflops: 300, compileMs: 100 });
  rows.slice(1).forEach((row, i) => {
    expect(row.shapes).toBeLessThan(rows[i]!.shapes);
    expect(row.relativeWork).toBeGreaterThan(rows[i]!.relativeWork);
    expect(row.paddingShare).toBeGreaterThan(rows[i]!.paddingShare);
  });
  expect(rows[0]).toMatchObject({ multipleOf: 1, relativeWork: 1 });
  expect(rows[0]!.epochSeconds!).toBeGreaterThan(rows[0]!.hundredStepsSeconds!);
});
