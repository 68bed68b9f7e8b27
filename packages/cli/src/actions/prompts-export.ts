import { locateModel } from '@skill-neurons/experiments';
import { exportPrompt } from '@skill-neurons/prompt-tuning';
import { isMaskedLmArchitecture } from '@skill-neurons/runtime';
import type { CommandEnvironment } from '../command.ts';
import type { ExportPromptOptions } from '../commands/prompts.ts';
import { readPrompt } from '../prompt-source.ts';

export async function exportOnePrompt({ prompt: path, format, out, model, baseModel }: ExportPromptOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const prompt = await readPrompt(path);
  const modelFolder = model === undefined || format !== 'peft' ? undefined : await locateModel(model, { onProgress: terminal.progress, onNote: (note) => terminal.note(note), signal });
  const files = await exportPrompt(out, prompt, format, { baseModel: baseModel ?? model, modelFolder });
  const { virtualTokens, hiddenSize, origin } = prompt;
  if (format === 'peft' && isMaskedLmArchitecture(origin.architecture) && origin.layout !== 'peft') {
    terminal.note("under PEFT the mask is the prompt's first row: read the label word at position 0 of the ...ForMaskedLM model's logits");
  }
  terminal.result({ format, files, virtualTokens, hiddenSize, origin }, files.join('\n'));
  return undefined;
}
