import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPrompt, promptFileName, savePrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { PullPromptOptions } from '../commands/prompts-pull.ts';
import { plainText } from '../plain-text.ts';
import { fetchPrompt } from '../prompt-source.ts';
import { hubIdOf } from './hub-download.ts';
import { refused } from './prompts-import.ts';

export async function pullPrompt({ repo: name, revision, out }: PullPromptOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const id = hubIdOf(name, revision);
  const { prompt, commit, file } = await fetchPrompt(id, { signal, onProgress: terminal.progress, onNote: (note) => terminal.note(note) });
  const path = join(out, promptFileName);
  await assertFree(path, prompt);
  await mkdir(out, { recursive: true });
  if (file !== undefined) await copyFile(file, path);
  else await savePrompt(out, prompt);
  const { virtualTokens, hiddenSize, origin } = prompt;
  for (const note of origin.notes ?? []) terminal.note(plainText(note));
  const about = [`${virtualTokens} x ${hiddenSize}`, origin.architecture, origin.task === undefined ? undefined : `task ${plainText(origin.task)}`, origin.layout === 'peft' ? "PEFT's layout" : undefined];
  terminal.result({ repo: id.repo, commit, prompt: path, virtualTokens, hiddenSize, origin }, `${path}\n${id.repo} at commit ${commit}: ${about.filter((part) => part !== undefined).join(', ')}`);
  return undefined;
}

/** Another prompt is not written over; the same one again is. */
async function assertFree(path: string, { values }: SoftPrompt): Promise<void> {
  if (!existsSync(path)) return;
  const bytes = (numbers: Float32Array) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (!bytes((await loadPrompt(path)).values).equals(bytes(values))) throw refused('another prompt is stored here', path, 'give another --out, or delete it');
}
