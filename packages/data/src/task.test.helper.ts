import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadTask } from './load-task.ts';
import type { Task, Tokenizer } from './types.ts';

/** Writes files into a new temporary folder and returns it. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'data-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

/** A valid task file; `splits` is YAML, indented by two spaces. */
export function taskYaml(splits: string, extra = ''): string {
  return `name: film
title: Films
type: sentiment
labels: [negative, positive]
templates: { masked-lm: "{bos}{text}{eos}" }
verbalizers: { masked-lm: [bad, good] }
${extra}splits:
${splits}
`;
}

/** Writes a task with its data files and loads it. */
export async function taskWith(splits: string, files: Readonly<Record<string, string | Uint8Array>> = {}, extra = ''): Promise<Task> {
  return loadTask(join(await folderWith({ 'film.yaml': taskYaml(splits, extra), ...files }), 'film.yaml'));
}

/** Splits at spaces; every word of `words` has an id from 5, others are unknown (4). */
export function wordTokenizer(words: readonly string[]): Tokenizer {
  const vocabulary = ['<s>', '</s>', '<pad>', '<mask>', '<unk>', ...words];
  const idOf = (token: string) => (vocabulary.includes(token) ? vocabulary.indexOf(token) : undefined);
  return {
    vocabularySize: vocabulary.length,
    special: { bos: 0, eos: 1, pad: 2, mask: 3, unknown: 4 },
    encode: (text) => text.split(' ').filter((word) => word !== '').map((word) => idOf(word) ?? 4),
    decode: (ids) => ids.map((id) => vocabulary[id]).join(' '),
    idOf,
    tokenOf: (id) => vocabulary[id],
  };
}
