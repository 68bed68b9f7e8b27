import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors } from '@skill-neurons/runtime';
import { z } from 'zod';
import type { PromptOrigin, SoftPrompt } from './soft-prompt.ts';

/** Name of the one file of a stored prompt: tensor `prompt_embeddings`, origin as JSON in the header. */
export const promptFileName = 'prompt.safetensors';
/** The name that PEFT gives it too. */
export const promptTensorName = 'prompt_embeddings';

const originSchema = z.object({
  kind: z.enum(['tuned', 'initial', 'imported', 'projected']),
  task: z.string().optional(),
  seed: z.number().optional(),
  backbone: z.string().optional(),
  architecture: z.string().optional(),
  initialisation: z.string().optional(),
  step: z.number().optional(),
  validationAccuracy: z.number().optional(),
  selection: z.object({ metric: z.string(), split: z.string(), rows: z.number() }).optional(),
  layout: z.enum(['paper', 'peft']).optional(),
  source: z
    .object({
      format: z.enum(['torch', 'safetensors', 'npy', 'peft']),
      file: z.string(),
      sha256: z.string(),
      tensor: z.string().optional(),
      dtype: z.string(),
      model: z.string().optional(),
    })
    .optional(),
  notes: z.array(z.string()).optional(),
});

/** Writes a prompt into a folder, atomically. Returns the path of the file. */
export async function savePrompt(folder: string, prompt: SoftPrompt): Promise<string> {
  const path = join(folder, promptFileName);
  const shape = [prompt.virtualTokens, prompt.hiddenSize];
  await writeSafetensors(path, { [promptTensorName]: { shape, data: prompt.values } }, { origin: JSON.stringify(prompt.origin) });
  return path;
}

/** Reads a prompt from its folder or file. @throws PROMPT_FILE when it holds no prompt */
export async function loadPrompt(path: string): Promise<SoftPrompt> {
  const file = (await isFolder(path)) ? join(path, promptFileName) : path;
  const { tensors, metadata } = await readSafetensors(file);
  const tensor = tensors[promptTensorName];
  if (!tensor || tensor.shape.length !== 2) {
    throw new SkillNeuronsError({
      code: 'PROMPT_FILE',
      message: `no two-dimensional tensor "${promptTensorName}" in this file`,
      where: file,
      hint: 'give the folder that `skill-neurons tune` wrote',
    });
  }
  const [virtualTokens, hiddenSize] = tensor.shape as [number, number];
  return { virtualTokens, hiddenSize, values: tensor.data, origin: readOrigin(metadata['origin']) };
}

/** The origin that a file's header tells; what is no origin is that of an imported prompt. */
export function readOrigin(text: string | undefined): PromptOrigin {
  if (text === undefined) return { kind: 'imported' };
  try {
    return originSchema.parse(JSON.parse(text));
  } catch {
    return { kind: 'imported' };
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
