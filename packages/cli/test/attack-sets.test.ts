import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.ts';
import { runMain } from './run-main.ts';

const patience = 180_000;
let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const set = () => at('attack', 'films-deepwordbug.yaml');
const victim = () => ['--model', 'tiny-roberta', '--prompt', at('prompt')];

const json = async (...args: string[]) => {
  const { stdout, stderr, code } = await runMain([...args, '--json', '--quiet']);
  expect({ code, ...(code !== 0 && { stderr }) }).toEqual({ code: 0 });
  return JSON.parse(stdout) as unknown;
};
interface Attack {
  summary: { succeeded: number; failed: number; originalAccuracy: { correct: number }; accuracyUnderAttack: { correct: number } };
}
let attack: Attack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attack-sets-'));
  await json(
    'tune',
    '--model',
    'tiny-roberta',
    '--task',
    'films',
    '--out',
    at('prompt'),
    '--virtual-tokens',
    '4',
    '--steps',
    '30',
    '--batch-size',
    '16',
    '--learning-rate',
    '0.05',
    '--evaluate-every',
    '15',
    '--limit',
    '200',
    '--validation-limit',
    '60',
  );
  attack = (await json(
    'attack',
    'run',
    ...victim(),
    '--task',
    'films',
    '--recipe',
    'deepwordbug',
    '--limit',
    '12',
    '--with-splits',
    'train',
    'validation',
    '--out',
    at('attack'),
  )) as Attack;
}, patience);
afterAll(() => rm(folder, { recursive: true }));

test(
  'the set of an attack is a data set to every other command',
  async () => {
    const { originalAccuracy, accuracyUnderAttack, succeeded } = attack.summary;
    expect(succeeded).toBeGreaterThan(0);
    expect(await json('evaluate', ...victim(), '--task', set(), '--split', 'test', 'adversarial', 'succeeded')).toMatchObject([
      { n: 12, correct: originalAccuracy.correct },
      { n: 12, correct: accuracyUnderAttack.correct },
      { n: succeeded, correct: 0 },
    ]);
    expect(
      JSON.stringify(await json('transfer', '--model', 'tiny-roberta', '--prompts', at('prompt'), '--tasks', 'films', set(), '--limit', '10')),
    ).toContain('films-deepwordbug/adversarial');
    const few = ['--baseline-limit', '50'];
    await json('neurons', 'rank', ...victim(), '--task', set(), '--split', 'test', 'adversarial', '--out', at('neurons'), ...few);
    expect(
      await json(
        'neurons',
        'suppress',
        ...victim(),
        '--task',
        set(),
        '--split',
        'adversarial',
        '--neurons',
        at('neurons', 'adversarial.safetensors'),
        '--percent',
        '0',
        '10',
        '--random',
        '1',
      ),
    ).toMatchObject({
      targets: [{ n: 12, levels: [{ percent: 0, runs: [{ correct: accuracyUnderAttack.correct }] }, {}, {}, {}] }],
    });
    expect(
      await json('neurons', 'compare', at('neurons', 'test.safetensors'), at('neurons', 'adversarial.safetensors'), '--bootstrap', '0'),
    ).toHaveProperty('overlaps');
    expect(await json('neurons', 'retained', at('neurons', 'test.safetensors'), at('neurons', 'adversarial.at-test.safetensors'))).toMatchObject({
      runs: [{ task: 'films-deepwordbug' }],
    });
    await writeFile(
      at('study.yaml'),
      JSON.stringify({
        title: 'attacked',
        models: ['tiny-roberta'],
        tasks: ['films-deepwordbug'],
        seeds: [1],
        limits: { train: 32, validation: 20 },
        tuning: { virtualTokens: 2, batchSize: 8, 'masked-lm': { learningRate: 0.05, steps: 2, evaluateEvery: 2 } },
        neurons: { baselineRows: 20, suppress: [0, 10], overlap: [10], randomDraws: 1 },
      }),
    );
    // Its workers are processes, which run what was built.
    expect(await runCli(['run', at('study.yaml'), '--out', at('study'), '--include-path', at('attack'), '--workers', '1', '--quiet'])).toMatchObject({
      code: 0,
    });
    expect(await readFile(at('study', 'report.html'), 'utf8')).toContain('films-deepwordbug');
  },
  patience,
);

test(
  'attack report: one HTML file with every text; attack neurons: what skill neurons do on both kinds of attacks',
  async () => {
    const { file } = (await json('attack', 'report', at('attack'))) as { file: string };
    const page = await readFile(file, 'utf8');
    expect(page.match(/<article /g)).toHaveLength(12);
    expect(page).toMatch(/<del>.*<\/del>.*<ins>/);

    await json('neurons', 'rank', ...victim(), '--task', 'films', '--out', at('ranked'), '--baseline-limit', '50', '--limit', '60');
    const found = (await json(
      'attack',
      'neurons',
      at('attack'),
      ...victim(),
      '--neurons',
      at('ranked', 'validation.safetensors'),
      '--baseline-limit',
      '50',
    )) as {
      succeeded: number;
      failed: number;
      skill: { n: number; right: { difference: number } };
      neurons: {
        layer: number;
        right: { first: { n: number }; second: { n: number }; interval: { low: number; high: number }; p: number; adjustedP: number };
      }[];
    };
    expect(found).toMatchObject({ succeeded: attack.summary.succeeded, failed: attack.summary.failed, skill: { n: 204 } });
    expect(found.neurons).toHaveLength(204);
    for (const { right } of found.neurons) {
      expect(right.first.n + right.second.n).toBe(found.succeeded + found.failed);
      expect(right.adjustedP).toBeGreaterThanOrEqual(right.p);
    }
  },
  patience,
);

test(
  'attack sheet: failure rates by capability; mistakes are one line and exit code 2',
  async () => {
    const report = (await json('attack', 'sheet', 'films', ...victim(), '--task', 'films', '--limit', '20')) as {
      capabilities: { capability: string; types: Record<string, { n: number; failed: number }> }[];
    };
    expect(report.capabilities.map(({ capability }) => capability)).toEqual([
      'vocabulary',
      'rare words',
      'negation',
      'irrelevant changes',
      'robustness',
      'direction',
    ]);
    expect(report.capabilities.every(({ types }) => Object.values(types).every(({ n, failed }) => n > 0 && failed <= n))).toBe(true);
    for (const [args, message] of [
      [['attack', 'sheet', 'nothing', ...victim(), '--task', 'films'], 'SHEET_NOT_FOUND'],
      [['attack', 'sheet', 'nli', ...victim(), '--task', 'films'], 'SHEET_TASK'],
      [['attack', 'neurons', at('nowhere'), ...victim(), '--neurons', 'x'], 'FILE_READ'],
    ] as const) {
      const { code, stdout, stderr } = await runMain(args);
      expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
      expect(stderr).toContain(message);
    }
  },
  patience,
);
