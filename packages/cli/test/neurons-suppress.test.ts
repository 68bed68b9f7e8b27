import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { useBackend } from '@skill-neurons/runtime';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const suppress = (model: string, ...args: string[]) => ['neurons', 'suppress', '--model', at(model), '--task', at('one.yaml'), ...args];

interface Found {
  notes: string[];
  rankings: { name: string; files: string[] }[];
  targets: { split: string; rows: string; n: number; levels: { neurons: string; ranking: string | null; percent: number; layer: number | null; accuracy: number; runs: unknown[] }[]; contrasts: { control: string; test: string; p: number }[] }[];
  otherTasks: { task: string; levels: { percent: number }[] }[];
  matching: { balance: object }[];
}

async function json(...args: string[]): Promise<Found> {
  const { stdout, stderr, code } = await runMain([...args, '--json']);
  expect({ code, ...(code !== 0 && { stderr }) }).toEqual({ code: 0 });
  return JSON.parse(stdout) as Found;
}

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
  for (const [model, name, seed] of [['mini-roberta', 'a', '1'], ['mini-roberta', 'b', '2'], ['mini-t5', 'c', '1']] as const) {
    const { code } = await runMain(['tune', '--model', at(model), '--task', at('one.yaml'), '--out', at(name), '--virtual-tokens', '3', '--steps', '4', '--batch-size', '8', '--seed', seed]);
    expect(code).toBe(0);
  }
});

test('finds neurons on clean and adversarial rows and measures them on others, with every control, layer by layer, on another task', async () => {
  const found = await json(...suppress('mini-roberta', '--prompt', at('a'), at('b'), '--find', 'validation', 'adversarial', '--split', 'test', 'adversarial',
    '--percent', '0', '25', '--controls', 'random,matched,least', '--draws', '2', '--per-layer', '25', '--other-task', `${at('two.yaml')}=${at('a')}`));
  const [test, adversarial] = found.targets;
  expect(found.rankings.map(({ name }) => name)).toEqual(['validation', 'adversarial']);
  expect([test!.rows, adversarial!.rows, adversarial!.n]).toEqual(['whole', 'half', 6]);
  expect(found.notes).toEqual([expect.stringContaining('adversarial: half of the rows found neurons')]);
  // Skill, matched and least of either ranking, random of both, at two percentages; then the same on each of two layers.
  expect(test!.levels.filter(({ layer }) => layer === null)).toHaveLength(14);
  expect(test!.levels.filter(({ layer }) => layer !== null)).toHaveLength(14);
  expect(test!.levels.find(({ neurons }) => neurons === 'random')!.runs).toHaveLength(4);
  const intact = new Set(test!.levels.filter(({ percent }) => percent === 0).map(({ accuracy }) => accuracy.toFixed(9)));
  expect(intact.size).toBe(1);
  expect(test!.contrasts.filter(({ test: kind }) => kind === 'sign-flip')).toHaveLength(18);
  expect(found.otherTasks).toMatchObject([{ task: 'two' }]);
  expect(found.matching).toHaveLength(4);
});

test('reads rankings, replaces by means, says when rows that chose the neurons are measured', async () => {
  const rank = await runMain(['neurons', 'rank', '--model', at('mini-t5'), '--task', at('one.yaml'), '--prompt', at('c'), '--split', 'validation', '--out', at('found')]);
  expect(rank.code).toBe(0);
  const { stdout, code } = await runMain(suppress('mini-t5', '--prompt', at('c'), '--neurons', at('found', 'validation.safetensors'), '--split', 'validation', '--percent', '10', '--replace', 'mean', '--positions', 'prompt', '--rank-by', 'model', '--draws', '1'));
  expect(code).toBe(0);
  expect(stdout).toContain('set to their means at the prompt positions; the best of the model, one prompt');
  expect(stdout).toContain('note: validation: the rows that chose the neurons are measured too');
  expect(stdout).toMatch(/\| +10 \| +[0-4]( to [0-4])? \|/);
  const decoder = await json(...suppress('mini-t5', '--prompt', at('c'), '--stack', 'decoder', '--percent', '0', '50', '--replace', 'gaussian', '--draws', '1'));
  expect(decoder.targets[0]!.contrasts).toMatchObject([{ control: 'random', test: 'mcnemar' }]);
});

test('single neurons: named ones and the best of a ranking, each alone, with every prompt', async () => {
  const { stdout, code } = await runMain([...suppress('mini-roberta', '--prompt', at('a'), at('b'), '--alone', '1.20', '2', '0.3', '--find', 'test', '--replace', 'mean'), '--json']);
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as { neurons: string[]; notes: string[]; effects: { neuron: string; prompt: string; split: string; n: number; correct: number; lost: number; gained: number; p: number; marginChange: number; marginChangeByLabel: number[] }[] };
  // A text with a dot stays a text: 1.20 is neuron 20.
  expect(found.neurons.slice(0, 2)).toEqual(['1.20', '0.3']);
  expect(found.neurons).toHaveLength(4);
  expect(found.notes).toEqual(['test: half of the rows found neurons, the other half is measured']);
  expect(found.effects.map(({ neuron, prompt, n }) => [neuron, prompt, n])).toEqual([at('a'), at('b')].flatMap((prompt) => found.neurons.map((neuron) => [neuron, prompt, 6])));
  for (const { lost, gained, correct, n, p, marginChangeByLabel } of found.effects) expect([lost <= correct, gained <= n - correct, p > 0 && p <= 1, marginChangeByLabel.length]).toEqual([true, true, true, 2]);
  expect(found.effects.some(({ marginChange }) => marginChange !== 0)).toBe(true);
});

test('mistakes are one line', async () => {
  const mistake = async (code: string, args: string[]) => {
    const result = await runMain(args);
    // On a slow machine progress goes to stderr too.
    expect(result.stderr.split('\n').filter((line) => line.startsWith('error '))).toEqual([expect.stringContaining(`error ${code}: `)]);
    expect(result.code).toBe(2);
  };
  await Promise.all([
    mistake('SUPPRESS_POSITIONS', suppress('mini-t5', '--prompt', at('c'), '--positions', 'mask')),
    mistake('SUPPRESS_CONTROLS', suppress('mini-roberta', '--prompt', at('a'), '--controls', 'matched', '--percent', '60')),
    mistake('SUPPRESS_ALONE', suppress('mini-roberta', '--prompt', at('a'), '--alone', '1.x')),
    mistake('NEURON_GRID', suppress('mini-roberta', '--prompt', at('a'), '--alone', '1.24')),
    mistake('SUPPRESS_TASK', suppress('mini-roberta', '--prompt', at('a'), '--other-task', '=x', '--find', 'nowhere')),
  ]);
});
