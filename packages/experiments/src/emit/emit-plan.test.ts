import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { writePlan } from '../plan-file.ts';
import { writeRun } from '../run-folder.ts';
import { planSimulatedStudy, runSimulatedStudy } from '../testing/simulated-study.ts';
import { emitPlan } from './emit-plan.ts';

async function begunRun() {
  const folder = await mkdtemp(join(tmpdir(), "run 'x' "));
  const store = join(folder, 'store');
  const unplaced = await planSimulatedStudy({ models: 1, tasks: 2, seeds: 2 });
  const { digest, plan: { jobs } } = await writePlan(store, unplaced);
  return { unplaced, jobs, run: await writeRun(folder, store, unplaced.located.study, { plan: digest, command: 'x', executor: 'inline', workers: 0 }) };
}
const command = ['node', '/cli.js', 'job', 'run'];

test('a Snakefile has a rule per stage and every job with what it needs', async () => {
  const { run, jobs } = await begunRun();
  const text = await emitPlan(run, 'snakemake', { command });
  for (const kind of new Set(jobs.map((job) => job.kind))) expect(text).toContain(`rule ${kind}:`);
  for (const { key, inputs } of jobs) expect(text).toContain(`"${key}": ${JSON.stringify([...new Set(Object.values(inputs))])},`);
});

test('Kubernetes gets an indexed Job per array, its level among the labels, every job once', async () => {
  const { run, jobs } = await begunRun();
  const text = await emitPlan(run, 'kubernetes', { command, image: 'lab/sn:1', claim: 'shared' });
  const documents = parseAllDocuments(text).map((document) => document.toJS() as { metadata: { name: string; labels: { level: string } }; spec: { completions: number; completionMode: string; template: { spec: { containers: { image: string; command: string[] }[] } } } });
  expect(documents.reduce((sum, { spec }) => sum + spec.completions, 0)).toBe(jobs.length);
  const keys: string[] = [];
  for (const { metadata, spec } of documents) {
    expect(spec.completionMode).toBe('Indexed');
    expect(metadata.name).toMatch(/^[a-z0-9-]{1,63}$/);
    const name = /\d{4}-\w+$/.exec(metadata.name)![0];
    const lines = (await readFile(join(run.folder, 'kubernetes', `${name}.keys`), 'utf8')).trim().split('\n').map((line) => line.split(' '));
    expect(lines.map(([index]) => Number(index))).toEqual(lines.map((_, i) => i));
    keys.push(...lines.map(([, key]) => key!));
  }
  expect(keys.sort()).toEqual(jobs.map(({ key }) => key).sort());
});

test('a submission script names each array that another waits for; what is done is left out', async () => {
  const { run, jobs, unplaced } = await begunRun();
  const before = await emitPlan(run, 'sbatch', { command });
  expect(before.match(/sbatch --parsable/g)!.length).toBeGreaterThan(3);
  expect(before).toMatch(/^array_2=\$\(sbatch --parsable --dependency="aftercorr:\$\{array_0\}" '/m);
  await runSimulatedStudy(run.store, unplaced);
  expect(await emitPlan(run, 'sbatch', { command })).not.toContain('sbatch --parsable');
  expect(jobs.length).toBeGreaterThan(0);
});
