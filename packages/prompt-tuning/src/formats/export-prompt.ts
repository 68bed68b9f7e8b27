import { writeSafetensors, writeTorchTensor } from '@skill-neurons/runtime';
import { promptTensorName } from '../prompt-file.ts';
import type { SoftPrompt } from '../soft-prompt.ts';
import { writeNpy } from './npy.ts';
import { writePeftAdapter, type PeftExportOptions } from './peft-adapter.ts';

export const promptFormats = ['peft', 'safetensors', 'npy', 'torch'] as const;
/** A format that prompts can be written in. */
export type PromptFormat = (typeof promptFormats)[number];

/**
 * Writes a prompt for other programs, every value bit by bit: `peft` a folder for PeftModel.from_pretrained, the others one file,
 * for safetensors' load_file (key `prompt_embeddings`), numpy.load and torch.load(weights_only=True) (one plain tensor, as the
 * released prompts are). Returns the files.
 */
export async function exportPrompt(path: string, prompt: SoftPrompt, format: PromptFormat, options: PeftExportOptions = {}): Promise<string[]> {
  const { virtualTokens, hiddenSize, values, origin } = prompt;
  const tensor = { shape: [virtualTokens, hiddenSize], data: values };
  if (format === 'peft') return writePeftAdapter(path, prompt, options);
  if (format === 'npy') await writeNpy(path, tensor);
  if (format === 'torch') await writeTorchTensor(path, tensor);
  if (format === 'safetensors') await writeSafetensors(path, { [promptTensorName]: tensor }, { origin: JSON.stringify(origin) });
  return [path];
}
