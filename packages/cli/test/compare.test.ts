import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStudyResults } from '@skill-neurons/reporting/testing';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
  const results = buildStudyResults({ tasks: 6, layers: 2, width: 60, adversarialTasks: ['sst2', 'imdb', 'qqp', 'mrpc', 'qnli', 'mnli'] });
  const other = buildStudyResults({ tasks: 2, layers: 2, width: 60, seed: 9, models: [{ id: 'tiny-bert', architecture: 'bert' }] });
  const worse = { ...results, evaluations: results.evaluations.map((e) => ({ ...e, correct: Math.floor(e.correct / 2), groups: {} })) };
  for (const [name, run] of [['first', results], ['second', other], ['worse', worse]] as const) {
    await mkdir(at(name));
    await writeFile(at(name, 'results.json'), JSON.stringify(run));
  }
});

async function json(...args: string[]) {
  const { stdout, stderr, code } = await runMain([...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('a run beside a published table: cells, summary, exit code', async () => {
  const args = ['compare', at('first'), 'su-2022-roberta-base', '--model', 'tiny-roberta'];
  const found = (await json(...args, '--tolerance', '0.5')) as { source: string; models: { model: string; cells: unknown[]; within: number; outside: number; onlyTheirs: string[] }[] };
  expect(found.source).toContain('arXiv 2111.06719');
  // Six tasks against thirteen by thirteen.
  expect(found.models[0]!.cells).toHaveLength(36);
  expect(found.models[0]!.within + found.models[0]!.outside).toBe(36);
  expect(found.models[0]!.onlyTheirs).toHaveLength(13 * 13 - 36);
  const checked = await runMain([...args, '--tolerance', '0.5', '--check']);
  expect(checked.code).toBe(1);
  expect(checked.stdout).toMatch(/tiny-roberta: 36 cells, \d+ within, \d+ outside; 133 only there/);
  expect((await runMain([...args, '--tolerance', '100', '--check'])).code).toBe(0);
});

test('a run beside another: within itself, outside a worse one', async () => {
  expect((await runMain(['compare', at('first'), at('first', 'results.json'), '--check'])).code).toBe(0);
  const worse = await runMain(['compare', at('worse'), at('first'), '--check']);
  expect(worse.code).toBe(1);
  expect(worse.stdout).toMatch(/\| Cell .*\| Within/);
});

test('link: statistics over one run and over several, and what n supports', async () => {
  const one = (await json('neurons', 'link', at('first'), '--resamples', '50')) as { points: unknown[]; limits: string; statistics: { measure: string; within: { spearman: { value: number; p: number } } }[] };
  expect(one.points).toHaveLength(2 * 6 * 2);
  expect(one.statistics.map(({ measure }) => measure)).toEqual(['overlap', 'retained', 'correlation']);
  expect(one.limits).toContain('6 adversarial sets × 2 models');
  const { stdout } = await runMain(['neurons', 'link', at('first'), at('second'), '--resamples', '50']);
  expect(stdout).toContain('× 3 models');
  expect(stdout).toMatch(/What n supports: .* A correlation is no cause\./);
});

test('mistakes are one line', async () => {
  const mistake = async (code: string, ...args: string[]) => {
    const result = await runMain(args);
    expect([result.code, result.stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(result.stderr).toContain(`error ${code}: `);
  };
  await Promise.all([
    mistake('COMPARE_OTHER', 'compare', at('first'), 'su-2023'),
    mistake('COMPARE_MODEL', 'compare', at('first'), 'su-2022-t5-base'),
    mistake('COMPARE_MODEL', 'compare', at('first'), at('second')),
    mistake('COMPARE_TOLERANCE', 'compare', at('first'), at('first'), '--tolerance=-1'),
    mistake('LINK_RESAMPLES', 'neurons', 'link', at('first'), '--resamples', '0'),
  ]);
});
