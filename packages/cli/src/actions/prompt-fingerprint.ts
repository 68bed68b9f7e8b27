import { createHash } from 'node:crypto';
import type { SoftPrompt } from '@skill-neurons/prompt-tuning';

/** Names a prompt by its numbers; null for none. */
export function promptFingerprint(prompt: SoftPrompt | null): string | null {
  return prompt && createHash('sha256').update(new Uint8Array(prompt.values.buffer, prompt.values.byteOffset, prompt.values.byteLength)).digest('hex');
}
