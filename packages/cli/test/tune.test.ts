import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { useBackend } from '@skill-neurons/runtime';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
});

const tune = (out: string, ...more: string[]) =>
  runMain(['tune', '--model', at('mini-roberta'), '--task', at('one.yaml'), '--out', at(out), '--virtual-tokens', '4', '--steps', '6', '--evaluate-every', '3', '--batch-size', '4', ...more]);
const json = async (run: Promise<{ code: number | null; stdout: string; stderr: string }>): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await run;
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
};

test('every option of tune reaches the run, which leaves metrics and event files', async () => {
  const options = [
    '--optimizer', 'adafactor', '--schedule', 'cosine', '--warmup-steps', '2', '--clip-norm', '1', '--accumulate', '2', '--dropout', '0.1', '--init', 'label-words',
    '--init-first', '30', '--init-seed', '3', '--data-seed', '4', '--select-by', 'loss', '--carve-out', '0.25', '--patience', '9',
  ];
  const summary = await json(tune('options', ...options, '--json'));
  expect(summary).toMatchObject({
    steps: 6,
    selection: { metric: 'loss', split: 'train carve-out' },
    settings: {
      learningRate: 0.3, optimizer: { kind: 'adafactor' }, schedule: { kind: 'cosine', warmupSteps: 2 }, clipNorm: 1, accumulation: 2, dropout: 0.1,
      initialisation: { kind: 'label-words', first: 30 }, initialisationSeed: 3, dataSeed: 4, earlyStopping: { patience: 9, minimumGain: 0 },
    },
  });
  const lines = (await readFile(at('options', 'metrics.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, number>);
  expect(lines.filter((line) => 'train/loss' in line).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(lines.filter((line) => 'validation/accuracy' in line).map(({ step }) => step)).toEqual([3, 6]);
  expect((await readdir(at('options', 'tensorboard')))[0]).toMatch(/^events\.out\.tfevents\./);
});

test('a prompt starts from a text and from others; what does not fit together is a mistake', async () => {
  await json(tune('text', '--init', 'text', '--init-text', 'w5 w6', '--no-tensorboard', '--json'));
  const summary = await json(tune('average', '--init', 'prompts', '--init-prompts', at('text'), at('text'), '--json'));
  expect(summary['settings']).toMatchObject({ initialisation: { kind: 'prompts', prompts: [at('text'), at('text')] } });
  await expect(readdir(at('text', 'tensorboard'))).rejects.toThrow('ENOENT');
  for (const wrong of [['--init', 'text'], ['--init', 'prompts'], ['--init-text', 'w5']]) {
    const { code, stderr } = await tune('wrong', ...wrong);
    expect(stderr).toContain('error TUNE_INIT: ');
    expect(code).toBe(2);
  }
});

test('several seeds, one after the other or side by side: a prompt, its record and metrics for each', async () => {
  const summaries = async (out: string, ...more: string[]) => (await json(tune(out, '--seeds', '1', '2', '--no-tensorboard', '--json', ...more))) as unknown as { seed: number; prompt: string; curve: { loss: number }[] }[];
  const apart = await summaries('apart');
  const together = await summaries('together', '--side-by-side');
  expect(apart.map(({ seed, prompt }) => [seed, prompt])).toEqual([1, 2].map((seed) => [seed, at('apart', `seed-${seed}`, 'prompt.safetensors')]));
  expect(together).toMatchObject([{ seed: 1, sideBySide: [1, 2] }, { seed: 2 }]);
  for (const [i, { curve }] of together.entries()) curve.forEach(({ loss }, point) => expect(loss).toBeCloseTo(apart[i]!.curve[point]!.loss, 4));
  for (const seed of [1, 2]) expect((await readdir(at('together', `seed-${seed}`))).sort()).toEqual(['metrics.jsonl', 'prompt.safetensors', 'tuning.json']);
  expect(await readdir(at('together'))).toEqual(['seed-1', 'seed-2']);
  expect(await tune('alone', '--side-by-side')).toMatchObject({ code: 2, stderr: expect.stringContaining('error TUNE_SIDE_BY_SIDE: ') as string });
});

test('transfer sets prompts beside an untrained and no prompt, on clean and adversarial data', async () => {
  await json(tune('own', '--json'));
  const result = await json(runMain(['transfer', '--model', at('mini-roberta'), '--prompts', at('own'), '--tasks', at('one.yaml'), at('two.yaml'), '--random-prompts', '2', '--json']));
  expect(result['sources']).toEqual(['one', 'random prompt', 'no prompt']);
  const targets = result['targets'] as string[];
  expect(targets.slice(0, 2)).toEqual(['one', 'one/adversarial']);
  const relative = result['relative'] as (number | null)[][];
  expect(relative[0]![0]).toBe(1);
  expect(relative[0]![1]).toBeNull();
  expect(relative[2]![0]).toBeGreaterThan(0);
  expect((result['results'] as unknown[]).length).toBe(4 * targets.length);
});

test('project brings a prompt to another model, where it can be evaluated', async () => {
  await json(tune('source', '--json'));
  const sizes = ['--virtual-tokens', '3', '--bottleneck', '5', '--steps', '4', '--evaluate-every', '2', '--batch-size', '8'];
  const trained = await json(runMain(['project', '--model', at('mini-t5'), '--prompts', at('source'), '--tasks', at('one.yaml'), '--out', at('to-t5'), ...sizes, '--json']));
  expect(trained).toMatchObject({ training: { curve: [{ step: 2 }, { step: 4 }] }, prompts: [{ task: 'one', trained: true }] });
  await json(runMain(['evaluate', '--model', at('mini-t5'), '--task', at('one.yaml'), '--prompt', at('to-t5', 'source'), '--split', 'validation', '--json']));

  const stored = ['project', '--model', at('mini-t5'), '--projector', at('to-t5', 'projector.safetensors')];
  expect(await json(runMain([...stored, '--apply', at('source'), '--out', at('again'), '--json']))).toMatchObject({ training: null, prompts: [{ trained: false }] });
  const bits = (out: string) => readFile(at(out, 'source', 'prompt.safetensors'));
  expect(await bits('again')).toEqual(await bits('to-t5'));
  expect((await runMain([...stored, '--out', at('none')])).stderr).toContain('error PROJECT_PROMPTS: ');
});
