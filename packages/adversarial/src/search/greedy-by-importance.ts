import { allowedPositions, wordCandidates } from './candidates.ts';
import { bestOf, isBetter, type Search } from './search.ts';
import { wordImportance, type Importance } from './word-importance.ts';

/**
 * Ranks the words, then goes through them once from the most important on and keeps the replacement that brings the goal
 * nearest, if any does (word importance ranking; Jin et al. 2020).
 */
export function greedyByImportance({ importance = { by: 'deletion' } }: { importance?: Importance } = {}): Search {
  return {
    name: `greedy-by-${importance.by}`,
    async run(context) {
      let current = context.original;
      const positions = allowedPositions(context, current.draft);
      const ranked = await wordImportance(context, positions, importance);
      // Sorting is stable: of equal words the first.
      for (const position of [...positions].sort((a, b) => ranked.get(b)! - ranked.get(a)!)) {
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
