import { allowedPositions, wordCandidates } from './candidates.ts';
import type { Search } from './search.ts';

/**
 * Replaces words at random as far as the constraints allow, and asks the model once: no search at all. The control of a search:
 * what text of the same budget does that was not made against the model.
 */
export function randomEdits(): Search {
  return {
    name: 'random-edits',
    async run(context) {
      const random = context.random.fork('random-edits');
      let { draft } = context.original;
      for (const position of random.shuffle(allowedPositions(context, draft))) {
        if (!allowedPositions(context, draft).includes(position)) continue;
        const candidates = await wordCandidates(context, draft, position);
        if (candidates.length > 0) draft = random.pick(candidates);
      }
      return (await context.query([draft]))[0] ?? context.original;
    },
  };
}
