import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { loadPredictivity } from '@skill-neurons/neurons';
import { readSafetensors, useBackend, writeSafetensors } from '@skill-neurons/runtime';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const common = (model: string) => ['--model', at(model), '--task', at('one.yaml'), '--prompt', at('prompts', model)];
const ranking = (model: string, split: string) => at('neurons', model, `${split}.safetensors`);

const json = async (...args: string[]) => {
  const { stdout, stderr, code } = await runMain([...args, '--json']);
  // On a slow machine progress goes to stderr.
  expect({ code, ...(code !== 0 && { stderr }) }).toEqual({ code: 0 });
  return JSON.parse(stdout) as unknown;
};

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
  for (const model of ['mini-roberta', 'mini-t5']) {
    const { code } = await runMain(['tune', '--model', at(model), '--task', at('one.yaml'), '--out', at('prompts', model), '--virtual-tokens', '3', '--steps', '4', '--batch-size', '8']);
    expect(code).toBe(0);
  }
});

test('rank: what kinds of neurons there are, how stable they are, and what they are worth on other rows', async () => {
  const [validation, adversarial] = (await json('neurons', 'rank', ...common('mini-roberta'), '--split', 'validation', 'adversarial', '--out', at('neurons', 'mini-roberta'), '--auroc', '--top', '25')) as {
    summary: { neurons: number; excitatory: number; inhibitory: number; constant: number }[];
    splitHalf: { rho: number };
    heldOut: { whereChosen: number; elsewhere: number };
    floor: number;
    model: { predictivity: number; auroc: number }[];
    classCounts: number[];
  }[];
  expect(validation!.summary.every(({ neurons, excitatory, inhibitory, constant }) => neurons === 24 && excitatory + inhibitory + constant === 24)).toBe(true);
  expect(Math.abs(validation!.splitHalf.rho)).toBeLessThanOrEqual(1);
  expect(validation!.heldOut.whereChosen).toBeGreaterThanOrEqual(validation!.heldOut.elsewhere);
  expect(validation!.floor).toBeGreaterThan(0.5);
  expect(validation!.model[0]!.predictivity).toBeGreaterThanOrEqual(validation!.model[1]!.predictivity);
  expect(adversarial!.classCounts).toEqual([6, 6]);
  const fixed = await loadPredictivity(ranking('mini-roberta', 'adversarial.at-validation'));
  expect(fixed.values.some((value) => value < 0.5)).toBe(true);
  expect(fixed.metadata).toMatchObject({ split: 'adversarial', positions: 'those of validation' });
  const { tensors, metadata } = await readSafetensors(ranking('mini-roberta', 'validation'));
  expect(Object.keys(tensors).sort()).toEqual(['auroc', 'constant', 'dead', 'position', 'predictivity', 'sign']);
  expect(metadata).toMatchObject({ model: 'mini-roberta', task: 'one', split: 'validation', metric: 'accuracy', positions: 'max', stack: 'encoder' });
});

test('rank: other aggregations, balanced accuracy, subtasks, in words', async () => {
  const { stdout, code } = await runMain(['neurons', 'rank', ...common('mini-t5'), '--split', 'validation', 'adversarial', '--out', at('neurons', 'mini-t5'), '--metric', 'balanced-accuracy', '--positions', 'held-out', '--subtasks', 'wang']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/layer +\| excitatory +\| inhibitory +\| constant +\| dead/);
  expect(stdout).toContain('classes 1 against 0: best ');
  expect((await loadPredictivity(at('neurons', 'mini-t5', 'validation.1-vs-0.safetensors'))).width).toBe(24);
  const mean = await json('neurons', 'rank', ...common('mini-t5'), '--positions', 'mean', '--stack', 'decoder', '--out', at('neurons', 'decoder'));
  expect(mean).toMatchObject([{ stack: 'decoder', settings: { positions: 'mean' } }]);
});

test('null: shuffled labels, in as many passes as memory allows', async () => {
  const args = ['neurons', 'null', ...common('mini-roberta'), '--permutations', '20', '--out', at('null.safetensors')];
  const found = (await json(...args)) as { discoveries: number; neurons: number; leastP: number; passes: number; layers: { bestOfShuffles: number }[]; floor: number };
  expect(found).toMatchObject({ neurons: 48, passes: 1, permutations: 20, n: 12 });
  expect(found.leastP).toBeGreaterThanOrEqual(1 / (1 + 20 * 24));
  expect(found.layers.every(({ bestOfShuffles }) => bestOfShuffles >= 0.5)).toBe(true);
  const { tensors } = await readSafetensors(at('null.safetensors'));
  expect([...tensors['p']!.data].every((p, i) => p > 0 && p <= tensors['adjusted_p']!.data[i]! + 1e-6)).toBe(true);
  const inMany = (await json(...args, '--memory', '0.00001')) as { passes: number; layers: unknown };
  expect(inMany).toMatchObject({ passes: 20, layers: found.layers });
});

test('compare, layers, specificity and retained read these files', async () => {
  const [clean, adversarial] = [ranking('mini-roberta', 'validation'), ranking('mini-roberta', 'adversarial')];
  const compared = (await json('neurons', 'compare', clean, adversarial, '--percent', '25')) as { overlaps: { expected: number; p: number; model: { size: number } }[]; correlation: { rho: number; low: number; high: number }; retained: { separation: number }[] };
  expect(compared.overlaps[0]).toMatchObject({ size: 12, expected: 3, model: { size: 12, expected: 3 } });
  expect(compared.correlation.low).toBeLessThanOrEqual(compared.correlation.high);
  expect((await runMain(['neurons', 'compare', clean, clean, '--percent', '25'])).stdout).toMatch(/\| +25 \| +100\.0 % \| +100\.0 % \| +100\.0 % \| +25\.0 % \| < 0\.001/);

  const located = (await json('neurons', 'layers', clean, adversarial, '--percent', '0', '25')) as { sets: { size: number; members: number[]; timesChance: (number | null)[] }[] };
  expect(located.sets[0]).toMatchObject({ size: 0, timesChance: [null, null] });
  expect(located.sets[1]!.members.reduce((a, b) => a + b, 0)).toBeCloseTo(12, 9);
  expect(located.sets[1]!.timesChance).toEqual(located.sets[1]!.members.map((count) => count / 6));

  const matrix = (await json('neurons', 'specificity', clean, adversarial, clean, '--neurons', 'union', '--top', '50', '--bootstrap', '20')) as { spearman: number[][]; pairs: unknown[] };
  expect(matrix.spearman[0]![2]).toBeCloseTo(1, 9);
  expect(matrix.pairs).toHaveLength(3);

  const retained = (await json('neurons', 'retained', clean, adversarial, ranking('mini-t5', 'validation'), ranking('mini-t5', 'adversarial'))) as { comparisons: unknown[] };
  expect(retained.comparisons).toMatchObject([{ a: 'mini-roberta', b: 'mini-t5', pairs: 1, leastP: 1 }]);
});

test('mistakes are one line', async () => {
  const mistake = async (code: string, ...args: string[]) => {
    const result = await runMain(args);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain(`error ${code}: `);
    expect(result.code).toBe(2);
  };
  const clean = ranking('mini-roberta', 'validation');
  await writeSafetensors(at('odd.safetensors'), { predictivity: { shape: [1, 2], data: Float32Array.of(0.5, 7) } });
  await writeSafetensors(at('small.safetensors'), { predictivity: { shape: [1, 2], data: Float32Array.of(0.5, 0.7) } });
  await Promise.all([
    mistake('NEURON_FILES', 'neurons', 'retained', clean),
    mistake('NEURON_FILE', 'neurons', 'compare', at('odd.safetensors'), clean),
    mistake('NEURON_SHAPE', 'neurons', 'specificity', clean, at('small.safetensors')),
    mistake('NEURON_MODELS', 'neurons', 'specificity', clean, ranking('mini-t5', 'validation')),
    mistake('NEURON_CLASS', 'neurons', 'null', ...common('mini-roberta'), '--positive', '4'),
  ]);
});

test('prune: a smaller model that evaluates like any other, told what transformers makes of it', async () => {
  const files = async (model: string, ...stacks: string[]) => {
    const found = [];
    for (const stack of stacks) {
      const out = at('to-prune', model, stack);
      await json('neurons', 'rank', ...common(model), '--split', 'validation', '--stack', stack, '--out', out);
      found.push(join(out, 'validation.safetensors'));
    }
    return found;
  };
  const prune = async (model: string, name: string, [encoder, decoder]: string[], ...more: string[]) =>
    (await json('neurons', 'prune', ...common(model), '--neurons', encoder!, ...(decoder === undefined ? [] : ['--decoder-neurons', decoder]), '--keep', '30', '--rounds', '1', '--random', '1', '--out', at(name), ...more)) as {
      accuracy: { before: number; after: number; random: number[] };
    };
  const roberta = await prune('mini-roberta', 'pruned', await files('mini-roberta', 'encoder'));
  expect(roberta).toMatchObject({ widths: [{ stack: 'encoder', widths: [7, 7] }], readByTransformers: true, baselineRows: 24, accuracy: { random: [expect.any(Number)] } });
  const again = (await json('evaluate', '--model', at('pruned'), '--task', at('one.yaml'), '--prompt', at('prompts', 'mini-roberta'), '--split', 'test')) as { accuracy: number }[];
  expect(again[0]!.accuracy).toBe(roberta.accuracy.after);
  expect(JSON.parse(await readFile(at('pruned', 'pruning.json'), 'utf8'))).toEqual(roberta);

  const both = await files('mini-t5', 'encoder', 'decoder');
  expect(await prune('mini-t5', 'pruned-t5', both, '--removed', 'zero')).toMatchObject({ prunedStacks: ['encoder', 'decoder'], readByTransformers: true });
  expect(await prune('mini-t5', 'pruned-encoder', both.slice(0, 1), '--scope', 'model')).toMatchObject({ readByTransformers: false, widths: [{ stack: 'encoder' }, { stack: 'decoder', widths: [24] }] });
  const { code, stderr } = await runMain(['neurons', 'prune', ...common('mini-t5'), '--neurons', both[0]!, '--decoder-neurons', both[0]!, '--keep', '30', '--out', at('twice')]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('two rankings of the encoder') as string });
});
