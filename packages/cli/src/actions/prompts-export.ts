import { exportPrompt, importPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { ExportPromptOptions } from '../commands/prompts.ts';

export async function exportOnePrompt({ prompt: path, format, out, baseModel }: ExportPromptOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const prompt = await importPrompt(path);
  const files = await exportPrompt(out, prompt, format, { baseModel });
  const { virtualTokens, hiddenSize, origin } = prompt;
  const masked = origin.architecture === 'roberta' || origin.architecture === 'bert';
  if (format === 'peft' && masked && origin.layout !== 'peft') {
    terminal.note("PEFT puts every row before the text; this prompt's row 0 stands where the mask's embedding belongs, and text counts its positions from behind the prompt");
  }
  terminal.result({ format, files, virtualTokens, hiddenSize, origin }, files.join('\n'));
}
