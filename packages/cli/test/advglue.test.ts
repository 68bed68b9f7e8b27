import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain } from './run-main.ts';

/** Real data sets, which lie beside the checkout and are not part of it. */
const sharedData = fileURLToPath(new URL('../../../../shared/data/datasets', import.meta.url));
const testWithSharedData = existsSync(sharedData) ? test : test.skip;
/** For a slow machine. */
const patience = 120_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'advglue-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Report {
  score: { tasks: Record<string, number>; mean: number | null };
  parts: { key: string; n: number; correct: number; clean?: { n: number }; pairs?: { original: { n: number } }; byMethod?: Record<string, { n: number }> }[];
}

testWithSharedData('one part: report, official predictions, and the score of these by themselves', async () => {
  const out = join(folder, 'rte');
  const run = await runMain(['advglue', 'run', '--model', 'tiny-roberta', '--prompts', 'rte=none', '--data-dir', sharedData, '--clean-limit', '10', '--out', out, '--json', '--quiet']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const report = JSON.parse(run.stdout) as Report;
  expect(report.parts).toMatchObject([{ key: 'rte', n: 81, clean: { n: 10 }, pairs: { original: { n: 81 } } }]);
  expect(Object.values(report.parts[0]!.byMethod!).reduce((sum, { n }) => sum + n, 0)).toBe(81);
  expect(report.score.mean).toBeNull();
  const predictions = JSON.parse(await readFile(join(out, 'predictions.json'), 'utf8')) as { rte: number[] };
  const labels = (JSON.parse(await readFile(join(sharedData, 'adv_glue/dev.json'), 'utf8')) as { rte: { label: number }[] }).rte.map(({ label }) => label);
  // Compared with the file as AdvGLUE gives it, not with what the task made of it.
  expect(predictions.rte.filter((prediction, i) => prediction === labels[i])).toHaveLength(report.parts[0]!.correct);
  const score = await runMain(['advglue', 'score', join(out, 'predictions.json'), '--data-dir', sharedData, '--json']);
  expect((JSON.parse(score.stdout) as Report).score).toEqual(report.score);
}, patience);

testWithSharedData('right predictions for all parts score 1; a wrong number of them is a mistake', async () => {
  const file = join(folder, 'all.json');
  const dev = JSON.parse(await readFile(join(sharedData, 'adv_glue/dev.json'), 'utf8')) as Record<string, { label: number }[]>;
  const right = Object.fromEntries(Object.entries(dev).map(([key, rows]) => [key, rows.map(({ label }) => label)]));
  await writeFile(file, JSON.stringify(right));
  const score = await runMain(['advglue', 'score', file, '--data-dir', sharedData, '--json']);
  expect((JSON.parse(score.stdout) as Report).score).toEqual({ tasks: { sst2: 1, qqp: 1, mnli: 1, qnli: 1, rte: 1 }, mean: 1 });
  await writeFile(file, JSON.stringify({ ...right, rte: right['rte']!.slice(1) }));
  expect(await runMain(['advglue', 'score', file, '--data-dir', sharedData])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('80 predictions for the 81 rows of rte') as string });
}, patience);

test.each([
  [['cola=none'], 'no part "cola"'],
  [['rte=none', 'rte=none'], 'two prompts for the part rte'],
])('--prompts %j is a mistake', async (prompts, message) => {
  const { code, stderr } = await runMain(['advglue', 'run', '--model', 'tiny-roberta', '--prompts', ...prompts]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
}, patience);
