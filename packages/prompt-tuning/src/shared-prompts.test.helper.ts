import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Prompts released with the papers, which lie beside the checkout and are not part of it. */
export const sharedPrompts = fileURLToPath(new URL('../../../../shared/data/prompts', import.meta.url));

/** `describe`, or one that is skipped where the released prompts are not at hand. */
export const describeReleased = existsSync(sharedPrompts) ? describe : describe.skip;
