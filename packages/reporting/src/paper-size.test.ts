import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from './index.ts';
import type { NeuronExample, StudyResults } from './index.ts';
import { buildStudyResults } from './testing/index.ts';

const LIMIT = 4_200_000;

/**
 * Results as large as those of the paper's study: two models of 12 layers per stack, nine tasks, five of them with an
 * adversarial set, five seeds, a validation every 1000 of 30000 steps, five neurons per run with texts as long as real ones. Only
 * layers are narrower: no list is as long as they are wide.
 */
function paperStudy(): StudyResults {
  const results = buildStudyResults({ models: [{ id: 'roberta-base', architecture: 'roberta' }, { id: 't5-base', architecture: 't5' }], tasks: 9, adversarialTasks: ['sst2', 'qqp', 'mrpc', 'qnli', 'mnli'], seeds: 5, layers: 12, width: 100 });
  const longer = ({ text, ...rest }: NeuronExample): NeuronExample => ({ ...rest, text: `${text} `.repeat(8) });
  return {
    ...results,
    tuning: results.tuning.map((run) => ({ ...run, curve: Array.from({ length: 31 }, (_, i) => ({ ...run.curve[Math.floor(i / 3)]!, step: 1000 * i })) })),
    neuronProfiles: results.neuronProfiles!.flatMap((profile) => [0, 1, 2].slice(0, profile.neuron % 2 === 0 ? 2 : 3).map((copy) => ({
      ...profile,
      neuron: profile.neuron + 10 * copy,
      histogram: profile.histogram.map((counts) => counts.concat(counts)),
      highest: profile.highest.concat(profile.highest, profile.highest).map(longer),
      lowest: profile.lowest.concat(profile.lowest, profile.lowest).map(longer),
    }))),
  };
}

test('the page of a study as large as the paper stays well under 5 MB', async () => {
  const shares: number[] = [];
  const { report, results } = await writeReport(paperStudy(), await mkdtemp(join(tmpdir(), 'report-')), { onProgress: ({ done, total }) => shares.push(done / total!) });
  expect((await stat(results)).size).toBeGreaterThan(5_000_000);
  expect((await stat(report)).size).toBeLessThan(LIMIT);
  expect(shares.length).toBeGreaterThan(50);
}, 90_000);
