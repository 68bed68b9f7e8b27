import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSafetensors } from '@skill-neurons/runtime';
import { loadPrompt, savePrompt } from './prompt-file.ts';
import type { SoftPrompt } from './soft-prompt.ts';

const folder = () => mkdtemp(join(tmpdir(), 'prompt-'));
const prompt: SoftPrompt = { virtualTokens: 2, hiddenSize: 3, values: Float32Array.of(1, -2, 0.5, 1e-7, 3, 4), origin: { kind: 'tuned', task: 'films', seed: 3 } };

test('a stored prompt is read back exactly, from its folder and from its file', async () => {
  const dir = await folder();
  const path = await savePrompt(dir, prompt);
  expect(await loadPrompt(dir)).toEqual(prompt);
  expect(await loadPrompt(path)).toEqual(prompt);
});

test('a file without a prompt, a file that is no safetensors and a missing one are told apart', async () => {
  const dir = await folder();
  const other = join(dir, 'other.safetensors');
  await writeSafetensors(other, { weight: { shape: [1], data: Float32Array.of(1) } });
  await expect(loadPrompt(other)).rejects.toMatchObject({ code: 'PROMPT_FILE', where: other });
  const text = join(dir, 'text.safetensors');
  await writeFile(text, 'not a prompt');
  await expect(loadPrompt(text)).rejects.toMatchObject({ where: expect.stringContaining('text.safetensors') as string });
  await expect(loadPrompt(join(dir, 'missing'))).rejects.toMatchObject({ code: expect.stringMatching(/FILE|CHECKPOINT/) as string });
});
