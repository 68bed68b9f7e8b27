import { dependencyOf, indexRanges, sbatchScript, shellQuote } from './sbatch-script.ts';
import { resourcesOf, slurmSettingsSchema } from './slurm-settings.ts';

const array = { name: '0000-tune', kind: 'tune', level: 0, tasks: [{ index: 0, key: 'a' }, { index: 1, key: 'b' }, { index: 5, key: 'c' }], dependency: { type: 'none' } as const };

test('submitit’s names become options of sbatch; a stage overrides what holds for all', () => {
  const settings = slurmSettingsSchema.parse({
    partition: 'gpu', mem_gb: 1.5, cpus_per_task: 4, gpus_per_node: 'a100:1', array_parallelism: 8, setup: ['module load node'],
    additional_parameters: { 'mail-type': 'END', exclusive: true }, stages: { tune: { timeout_min: 3, account: 'lab' } },
  });
  const script = sbatchScript({ array, resources: resourcesOf(settings, 'tune'), logs: '/out/logs', dependency: 'afterok:7', command: ['/usr/bin/node', '/a b/cli.js', '--index'] });
  expect(script).toBe(`#!/bin/bash
#SBATCH --job-name=skill-neurons-tune
#SBATCH --array=0-1,5%8
#SBATCH --output=/out/logs/%A_%a.out
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@90
#SBATCH --kill-on-invalid-dep=yes
#SBATCH --dependency=afterok:7
#SBATCH --time=3
#SBATCH --cpus-per-task=4
#SBATCH --gpus-per-node=a100:1
#SBATCH --mem=1536M
#SBATCH --partition=gpu
#SBATCH --account=lab
#SBATCH --mail-type=END
#SBATCH --exclusive
module load node
exec /usr/bin/node '/a b/cli.js' --index "$SLURM_ARRAY_TASK_ID"
`);
  expect(resourcesOf(settings, 'neurons')).toMatchObject({ timeout_min: 60, signal_delay_s: 120, partition: 'gpu' });
});

test('folders and values with spaces, quotes and percent signs reach sbatch as they are', () => {
  const settings = slurmSettingsSchema.parse({ additional_parameters: { comment: 'my "first" study', 'mail-user': '"quoted by hand"' } });
  const script = sbatchScript({ array, resources: resourcesOf(settings, 'tune'), logs: '/my runs/100% "new"', dependency: null, command: ['/node'] });
  expect(script).toContain('\n#SBATCH --output="/my runs/100%% \\"new\\"/%A_%a.out"\n');
  expect(script).toContain('\n#SBATCH --comment="my \\"first\\" study"\n');
  expect(script).toContain('\n#SBATCH --mail-user="quoted by hand"\n');
});

test('dependencies name arrays and tasks by the cluster’s ids', () => {
  const idOf = (name: string) => `id-${name}`;
  expect(dependencyOf(array, idOf)).toBeNull();
  expect(dependencyOf({ ...array, dependency: { type: 'aftercorr', array: 'x' } }, idOf)).toBe('aftercorr:id-x');
  expect(dependencyOf({ ...array, dependency: { type: 'afterok', places: [{ array: 'x', index: 3 }, { array: 'y', index: -1 }] } }, idOf)).toBe('afterok:id-x_3:id-y');
});

test.each([[[3, 1, 2, 9], '1-3,9'], [[4], '4'], [[0, 2], '0,2']])('%j is %s', (indices, text) => expect(indexRanges(indices)).toBe(text));

test('settings cannot smuggle lines into the script, words cannot leave their quotes', () => {
  for (const bad of [{ partition: 'a\n#SBATCH --uid=0' }, { setup: ['a\nb'] }, { additional_parameters: { 'x y': 1 } }, { additional_parameters: { x: 'a\rb' } }, { partition: 'a b' }]) {
    expect(slurmSettingsSchema.safeParse(bad).success).toBe(false);
  }
  expect(shellQuote("it's $(x)")).toBe(`'it'\\''s $(x)'`);
});
