import { SkillNeuronsError } from '@skill-neurons/core';
import type { HookSite } from '../types.ts';

/**
 * Positions of a sequence: `prompt` is every row before the text, a masked LM's mask position included; `mask` is that
 * position alone; `text` is what follows the prompt, padding included.
 */
export type HookPositions = 'all' | 'prompt' | 'text' | 'mask';

/** Where such positions lie in a sequence of `length`: from `begin`, `count` of them (possibly none). */
export function positionRange(positions: HookPositions, site: HookSite, length: number): { begin: number; count: number } {
  if (positions === 'all') return { begin: 0, count: length };
  if (positions === 'prompt') return { begin: 0, count: site.promptLength };
  if (positions === 'text') return { begin: site.promptLength, count: length - site.promptLength };
  if (site.maskPosition !== undefined) return { begin: site.maskPosition, count: 1 };
  throw new SkillNeuronsError({ code: 'HOOK_NO_MASK', message: 'this sequence has no mask position', where: site.name, hint: 'use prompt, text or all' });
}
