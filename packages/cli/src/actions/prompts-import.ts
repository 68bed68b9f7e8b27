import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { importPrompt, loadPrompt, promptFileName, savePrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { ImportPromptsOptions } from '../commands/prompts.ts';
import { plainText } from '../plain-text.ts';
import { textTable } from '../text-table.ts';

export async function importPrompts(options: ImportPromptsOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const { sources, out, task, seed, architecture, layout, tensor } = options;
  const folders = sources.map((source) => (sources.length === 1 ? out : join(out, folderNameOf(source))));
  const twice = folders.find((folder, i) => folders.indexOf(folder) !== i);
  if (twice !== undefined) throw refused('two sources would be imported into this folder', twice, 'import them one by one, each with its --out');

  const imported = [];
  for (const [i, source] of sources.entries()) {
    signal.throwIfAborted();
    const prompt = await importPrompt(source, { task, seed, architecture, layout, tensor });
    await assertFree(folders[i]!, prompt.origin.source?.sha256);
    const { virtualTokens, hiddenSize, origin } = prompt;
    imported.push({ prompt: await savePrompt(folders[i]!, prompt), virtualTokens, hiddenSize, origin });
    for (const note of origin.notes ?? []) terminal.note(`${source}: ${plainText(note)}`);
    terminal.progress({ label: 'import', done: i + 1, total: sources.length });
  }
  const rows = imported.map(({ prompt, virtualTokens, hiddenSize, origin }) => [
    prompt, origin.task ?? '-', origin.architecture ?? '-', String(origin.seed ?? '-'), `${virtualTokens} x ${hiddenSize}`, origin.source?.sha256.slice(0, 12) ?? '-',
  ]);
  terminal.result(imported, textTable(['prompt', 'task', 'architecture', 'seed', 'shape', 'sha256 of the source'], rows));
}

/** `seed_33/SST2PromptT5/task_prompt` becomes `SST2PromptT5-33`, `films.npy` `films`. */
function folderNameOf(source: string): string {
  const path = resolve(source);
  const named = /^(\d+_)?task_prompt(\.pkl)?$/.test(basename(path)) ? dirname(path) : path;
  const group = /^seed_(\w+)$/.exec(basename(dirname(named)))?.[1];
  const name = basename(named).replace(/\.(pt|pth|bin|pkl|npy|safetensors)$/, '');
  return group === undefined ? name : `${name}-${group}`;
}

/** A prompt that was tuned here is not written over; the same import again is. */
async function assertFree(folder: string, sha256: string | undefined): Promise<void> {
  const path = join(folder, promptFileName);
  if (!existsSync(path)) return;
  const { origin } = await loadPrompt(path);
  if (sha256 === undefined || origin.source?.sha256 !== sha256) throw refused('another prompt is stored here', path, 'give another --out, or delete it');
}

export function refused(message: string, where: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_EXISTS', message, where, hint });
}
