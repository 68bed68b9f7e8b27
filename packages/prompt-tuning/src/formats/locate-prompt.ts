import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { looksLikeTorch } from '@skill-neurons/runtime';
import { promptFileName } from '../prompt-file.ts';
import { npySignature } from './npy.ts';
import { peftConfigName, peftWeightNames } from './peft-adapter.ts';

/** A prompt's file, or for PEFT its folder, and its format, told by content and not by name. */
export interface LocatedPrompt {
  format: 'torch' | 'safetensors' | 'npy' | 'peft';
  path: string;
}

/** Files that a folder of one prompt holds. */
const promptFiles = [promptFileName, 'task_prompt'];

/**
 * Which files of a repository to fetch for its prompt: ours, else PEFT's configuration and weights.
 * @throws PROMPT_NOT_IN_REPOSITORY
 */
export function promptFilesOf(repo: string, paths: readonly string[]): string[] {
  if (paths.includes(promptFileName)) return [promptFileName];
  const weights = peftWeightNames.find((name) => paths.includes(name));
  if (paths.includes(peftConfigName) && weights !== undefined) return [peftConfigName, weights];
  throw new SkillNeuronsError({
    code: 'PROMPT_NOT_IN_REPOSITORY',
    message: `it holds neither ${promptFileName} nor ${peftConfigName} with weights`,
    where: repo,
    hint: 'check the name; prompts are what `prompts push` or PEFT put there',
  });
}

/** Finds the prompt that a path names. @throws PROMPT_FORMAT, FILE_READ */
export async function locatePrompt(path: string): Promise<LocatedPrompt> {
  const info = await stat(path).catch(() => null);
  if (info === null) throw new SkillNeuronsError({ code: 'FILE_READ', message: 'no such file or folder', where: path, hint: 'check the path' });
  if (info.isDirectory()) {
    if (existsSync(join(path, peftConfigName))) return { format: 'peft', path };
    const name = promptFiles.find((file) => existsSync(join(path, file)));
    if (name === undefined) throw unknown(path, `this folder holds none of ${[peftConfigName, ...promptFiles].join(', ')}`);
    return locatePrompt(join(path, name));
  }
  if (!info.isFile()) throw unknown(path, 'this is no regular file');
  const head = await readHead(path);
  if (looksLikeTorch(head)) return { format: 'torch', path };
  if (npySignature.every((byte, i) => head[i] === byte)) return { format: 'npy', path };
  // A safetensors header is a JSON object behind its length.
  if (head[8] === 0x7b) return { format: 'safetensors', path };
  throw unknown(path, `"${basename(path)}" is no file of torch.save, safetensors or numpy`);
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unknown(where: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_FORMAT', message, where, hint: 'give a torch, safetensors or .npy file, or a folder that PEFT or `skill-neurons` wrote' });
}
