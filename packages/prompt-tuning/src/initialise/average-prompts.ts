import type { Backbone } from '@skill-neurons/runtime';
import { assertPromptFits, type SoftPrompt } from '../soft-prompt.ts';
import { initialisationError } from './initialisation-error.ts';

/** Mean of prompts of one shape, [virtualTokens * hiddenSize]; of a single one a copy, bit for bit. */
export function averagePrompts(prompts: readonly SoftPrompt[], backbone: Backbone, virtualTokens: number): Float32Array {
  if (prompts.length === 0) throw initialisationError('no prompts to begin with', 'name at least one');
  for (const prompt of prompts) {
    assertPromptFits(prompt, backbone);
    if (prompt.virtualTokens === virtualTokens) continue;
    throw initialisationError(`a prompt of ${prompt.virtualTokens} virtual tokens cannot begin one of ${virtualTokens}`, 'use as many virtual tokens');
  }
  return Float32Array.from(prompts[0]!.values, (_, i) => prompts.reduce((sum, { values }) => sum + values[i]!, 0) / prompts.length);
}
