import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareRuns } from '../src/actions/defence-comparison.ts';
import type { Defence, DefenceRun } from '../src/actions/defence-run.ts';
import { runMain } from './run-main.ts';

const patience = 180_000;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'defence-'));
});
afterAll(() => rm(folder, { recursive: true }));

const neurons: DefenceRun['neurons'] = {
  shared: 3,
  size: 10,
  expected: 1,
  p: 0.1,
  predictivityClean: 0.9,
  predictivityAdversarial: 0.7,
  others: 0.6,
  share: 0.5,
  separation: 0.8,
};
const runOf = (defence: Defence, seed: number, underAttack: number[]): DefenceRun => ({
  defence,
  seed,
  validation: { correct: 1, n: 1 },
  seconds: 1,
  clean: [1, 1, 1, 0],
  adversarial: [1, 0],
  underAttack,
  neurons: { ...neurons, shared: defence === 'plain' ? 3 : 4 },
});

test('rows are averaged over seeds before they are compared', () => {
  const falls = new Array<number>(10).fill(0);
  const stands = [...new Array<number>(8).fill(1), 0, 0];
  const { summaries, differences } = compareRuns([
    runOf('plain', 1, falls),
    runOf('plain', 2, falls),
    runOf('freelb', 1, stands),
    runOf('freelb', 2, falls),
  ]);
  expect(summaries.map(({ defence, underAttack }) => [defence, underAttack.n, underAttack.accuracy])).toEqual([
    ['plain', 10, 0],
    ['freelb', 10, 0.4],
  ]);
  expect(summaries[0]).toMatchObject({
    clean: { accuracy: 0.75, n: 4 },
    drop: { value: 0.25 },
    shared: { mean: 0.3, values: [0.3, 0.3] },
    sharedByChance: 0.1,
  });
  const { underAttack, shared, clean } = differences[0]!;
  // Eight rows of ten differ by one half, all to one side.
  expect(underAttack).toMatchObject({ mean: 0.4, n: 10, p: 2 / 2 ** 8 });
  expect(clean).toMatchObject({ mean: 0, p: 1 });
  expect(shared.mean).toBeCloseTo(0.1, 12);
  expect(shared.leastP).toBe(0.5);
});

test(
  'a comparison: prompts, attacks and one table; again, it computes nothing anew',
  async () => {
    const args = [
      'defence',
      'compare',
      '--model',
      'tiny-roberta',
      '--task',
      'films',
      '--out',
      folder,
      '--virtual-tokens',
      '4',
      '--steps',
      '4',
      '--batch-size',
      '8',
      '--learning-rate',
      '0.05',
      '--evaluate-every',
      '2',
      '--attack-limit',
      '4',
      '--train-attack-limit',
      '6',
      '--limit',
      '40',
      '--test-limit',
      '30',
      '--freelb-steps',
      '2',
    ];
    const first = await runMain([...args, '--json', '--quiet']);
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    const result = JSON.parse(first.stdout) as { summaries: { defence: string; clean: { n: number } }[]; differences: unknown[] };
    expect(result.summaries.map(({ defence, clean }) => [defence, clean.n])).toEqual([
      ['plain', 30],
      ['augmented', 30],
      ['freelb', 30],
    ]);
    expect(result.differences).toHaveLength(2);
    const promptOf = (defence: string) => readFile(join(folder, defence, 'seed-1', 'prompt', 'prompt.safetensors'));
    const [plain, augmented, freelb] = await Promise.all(['plain', 'augmented', 'freelb'].map(promptOf));
    expect(plain!.equals(augmented!) || plain!.equals(freelb!) || augmented!.equals(freelb!)).toBe(false);

    const again = await runMain(args);
    expect(again.stderr).toContain('4 of 4 examples are there already');
    expect(again.stderr).not.toMatch(/tune .* \d+\/4/);
    for (const name of ['plain', 'augmented', 'freelb']) expect(again.stdout).toContain(`| ${name}`);
    expect(again.stdout).toContain('freelb against plain: ');
    expect(await promptOf('freelb')).toEqual(freelb);
    expect((await runMain(args.map((arg) => (arg === '0.05' ? '0.1' : arg)))).stderr).toContain('CHECKPOINT_MISMATCH');
  },
  patience,
);

test(
  'tune: an attack on test rows is no training data, settings of FreeLB need FreeLB',
  async () => {
    const tune = ['tune', '--model', 'tiny-roberta', '--task', 'films', '--out', join(folder, 'x')];
    const attacked = await runMain([...tune, '--augment', join(folder, 'plain', 'seed-1', 'attack')]);
    expect(attacked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('TUNE_AUGMENTATION') as string });
    expect(await runMain([...tune, '--freelb-radius', '1'])).toMatchObject({ code: 2, stderr: expect.stringContaining('TUNE_DEFENCE') as string });
  },
  patience,
);
