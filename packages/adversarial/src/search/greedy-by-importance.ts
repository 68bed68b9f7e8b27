import { withWord } from '../text/segmented-text.ts';
import { allowedPositions, wordCandidates } from './candidates.ts';
import { bestOf, isBetter, type Search } from './search.ts';

/**
 * Ranks the words by how much nearer the goal comes without them, then goes through them once from the most important on and
 * keeps the replacement that brings the goal nearest, if any does (word importance ranking by deletion; Jin et al. 2020).
 */
export function greedyByImportance(): Search {
  return {
    name: 'greedy-by-importance',
    async run(context) {
      let current = context.original;
      const positions = allowedPositions(context, current.draft);
      const without = await context.query(positions.map((position) => withWord(current.draft, position, '')));
      const importance = new Map(positions.map((position, i) => [position, without[i]?.score ?? -Infinity]));
      // Sorting is stable: of equal words the first.
      for (const position of [...positions].sort((a, b) => importance.get(b)! - importance.get(a)!)) {
        if (context.exhausted()) break;
        const candidates = allowedPositions(context, current.draft).includes(position) ? await wordCandidates(context, current.draft, position) : [];
        const best = bestOf(await context.query(candidates));
        if (best !== undefined && isBetter(best, current)) current = best;
        if (current.success) break;
      }
      return current;
    },
  };
}
