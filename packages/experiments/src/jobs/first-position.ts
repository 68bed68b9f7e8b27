import type { SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { Backbone } from '@skill-neurons/runtime';

/** 1 where the mask position of a masked LM is left out, else 0: the first prompt position that counts. */
export function firstPosition({ family }: Backbone, { origin }: SoftPrompt, maskPosition: boolean): number {
  return family === 'masked-lm' && origin.layout !== 'peft' && !maskPosition ? 1 : 0;
}
