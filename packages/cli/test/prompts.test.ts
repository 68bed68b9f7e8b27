import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { loadPrompt, savePrompt } from '@skill-neurons/prompt-tuning';
import { useBackend } from '@skill-neurons/runtime';
import type { CliResult } from './run-cli.ts';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
/** For a slow machine. */
const patience = 120_000;

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
  // The hidden size of the study's models.
  for (const [name, seed] of [['one-prompt', 1], ['two-prompt', 2]] as const) {
    const values = Float32Array.from({ length: 4 * 16 }, (_, i) => Math.sin(seed * (i + 1)));
    await savePrompt(at(name), { virtualTokens: 4, hiddenSize: 16, values, origin: { kind: 'tuned', task: name, seed, architecture: 'roberta' } });
  }
});
afterAll(() => rm(folder, { recursive: true }));

function json<T>({ code, stdout, stderr }: CliResult): T {
  expect({ code, stderr: stderr.replace(/^\w+ \d+\/\d+$/gm, '').trim() }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as T;
}

test.each([
  ['torch', 'out.pt'],
  ['peft', 'out-peft'],
])('a prompt goes out as %s and comes in again bit by bit', async (format, out) => {
  const { files } = json<{ files: string[] }>(await runMain(['prompts', 'export', at('one-prompt'), '--format', format, '--model', at('mini-roberta'), '--out', at(out), '--json']));
  expect(files.length).toBe(format === 'peft' ? 2 : 1);
  const [imported] = json<{ prompt: string; origin: { task?: string; source: { sha256: string } } }[]>(
    await runMain(['prompts', 'import', at(out), '--out', at(`again-${format}`), '--task', 'other', '--json']),
  );
  expect(imported).toMatchObject({ prompt: at(`again-${format}`, 'prompt.safetensors'), virtualTokens: 4, hiddenSize: 16, origin: { task: 'other', layout: 'paper' } });
  expect((await loadPrompt(at(`again-${format}`))).values).toEqual((await loadPrompt(at('one-prompt'))).values);
}, patience);

test('evaluate takes an imported prompt and finds what the original finds; a note is told', async () => {
  await runMain(['prompts', 'export', at('one-prompt'), '--format', 'torch', '--out', at('evaluated.pt')]);
  await runMain(['prompts', 'import', at('evaluated.pt'), '--out', at('evaluated'), '--architecture', 'roberta']);
  const imported = await loadPrompt(at('evaluated'));
  await savePrompt(at('evaluated'), { ...imported, origin: { ...imported.origin, notes: ['read this'] } });
  const evaluate = (prompt: string) => runMain(['evaluate', '--model', at('mini-roberta'), '--task', at('one.yaml'), '--prompt', prompt, '--split', 'validation', '--no-leaks', '--json']);
  const again = await evaluate(at('evaluated'));
  expect(json<unknown>(again)).toEqual(json<unknown>(await evaluate(at('one-prompt'))));
  expect(again.stderr).toContain('read this');
}, patience);

test('similarity: every pair by every measure, row 0 left out unless asked for, neurons with a model', async () => {
  const prompts = [at('one-prompt'), at('two-prompt')];
  type Found = { rowZero: string; cosineConcat: number[][]; activationOverlap?: number[][]; prompts: { label: string }[] };
  const found = json<Found>(await runMain(['prompts', 'similarity', ...prompts, '--model', at('mini-roberta'), '--json']));
  expect(found).toMatchObject({ rowZero: 'excluded', prompts: [{ label: 'one-prompt 1' }, { label: 'two-prompt 2' }] });
  expect(found.cosineConcat[0]![1]).toBe(found.cosineConcat[1]![0]);
  expect(found.cosineConcat[0]![0]).toBeCloseTo(1, 12);
  expect(found.activationOverlap![0]![0]).toBeCloseTo(1, 12);
  expect(found.activationOverlap![0]![1]).toBeLessThan(1);
  const all = json<Found>(await runMain(['prompts', 'similarity', ...prompts, '--include-row-zero', '--json']));
  expect(all.rowZero).toBe('included');
  expect(all.cosineConcat[0]![1]).not.toBe(found.cosineConcat[0]![1]);
  expect(all.activationOverlap).toBeUndefined();
  const table = await runMain(['prompts', 'similarity', ...prompts]);
  expect(table.stdout).toMatch(/cosine of the prompts as one vector\n\| +\| one-prompt 1 \| two-prompt 2 \|/);
  expect(table.stderr).toContain("row 0, which the mask's embedding replaces, is excluded");
}, patience);

test("PEFT's folder of a RoBERTa prompt needs the model, and it is said where the label word is read", async () => {
  const without = await runMain(['prompts', 'export', at('one-prompt'), '--format', 'peft', '--out', at('no-model')]);
  expect(without).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error PROMPT_LAYOUT: .*--model/) as string });
  const { stderr } = await runMain(['prompts', 'export', at('one-prompt'), '--format', 'peft', '--model', at('mini-roberta'), '--out', at('with-model')]);
  expect(stderr).toContain('position 0');
}, patience);

describe('a mistake is one line and exit code 2', () => {
  const expectMistake = ({ code, stdout, stderr }: CliResult, errorCode: string, place: string) => {
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`error ${errorCode}: `);
    expect(stderr).toContain(place);
    expect([code, stdout]).toEqual([2, '']);
  };

  test('a pickle that wants to run something', async () => {
    // Before PyTorch 1.6: the magic number, the version, the sizes of types, and then os.system.
    const magic = Buffer.from([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]);
    await writeFile(at('evil.pt'), Buffer.concat([magic, Buffer.from('\x80\x02M\xe9\x03.\x80\x02}.\x80\x02cos\nsystem\n(X\x04\x00\x00\x00exittR.', 'latin1')]));
    expectMistake(await runMain(['prompts', 'import', at('evil.pt'), '--out', at('evil')]), 'TORCH_PICKLE_REFUSED', '"os.system"');
  }, patience);

  test('what is no prompt, a folder that holds another, two sources of one name, one prompt to compare', async () => {
    expectMistake(await runMain(['prompts', 'import', at('one.yaml'), '--out', at('x')]), 'PROMPT_FORMAT', 'one.yaml');
    await runMain(['prompts', 'export', at('two-prompt'), '--format', 'npy', '--out', at('two.npy')]);
    const before = await readFile(at('one-prompt', 'prompt.safetensors'));
    expectMistake(await runMain(['prompts', 'import', at('two.npy'), '--out', at('one-prompt')]), 'PROMPT_EXISTS', 'one-prompt');
    expect(await readFile(at('one-prompt', 'prompt.safetensors'))).toEqual(before);
    expectMistake(await runMain(['prompts', 'import', at('two.npy'), at('two.npy'), '--out', at('x')]), 'PROMPT_EXISTS', 'two');
    expectMistake(await runMain(['prompts', 'similarity', at('one-prompt')]), 'PROMPT_SIMILARITY', 'two or more');
  }, patience);
});
