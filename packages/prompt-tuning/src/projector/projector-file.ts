import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors } from '@skill-neurons/runtime';
import { z } from 'zod';
import { parameterCount, type PromptProjector } from './prompt-projector.ts';

const size = z.int().min(1).max(2 ** 30);
const headerSchema = z.object({
  shape: z.object({ inputs: size, bottleneck: size, virtualTokens: size, hiddenSize: size }),
  scale: z.number().positive(),
});
const tensorName = 'projector';

/** Writes a projector as one safetensors file, atomically. */
export async function saveProjector(path: string, { shape, scale, parameters }: PromptProjector): Promise<void> {
  await writeSafetensors(path, { [tensorName]: { shape: [parameters.length], data: parameters } }, { projector: JSON.stringify({ shape, scale }) });
}

/** Reads what {@link saveProjector} wrote. @throws PROJECTOR_FILE when the file holds no projector */
export async function loadProjector(path: string): Promise<PromptProjector> {
  const { tensors, metadata } = await readSafetensors(path);
  const parameters = tensors[tensorName]?.data;
  const header = readHeader(metadata['projector']);
  if (parameters === undefined || header === null || parameters.length !== parameterCount(header.shape)) {
    throw new SkillNeuronsError({ code: 'PROJECTOR_FILE', message: 'this file holds no projector', where: path, hint: 'give a file that saveProjector wrote' });
  }
  return { ...header, parameters };
}

function readHeader(text: string | undefined): z.infer<typeof headerSchema> | null {
  try {
    return headerSchema.parse(JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}
