import { changedPositions, type Draft } from '../text/segmented-text.ts';
import { allowedDrafts, allowedPositions, wordCandidates } from './candidates.ts';
import { bestOf, isBetter, type ScoredDraft, type Search, type SearchContext } from './search.ts';
import { wordImportance } from './word-importance.ts';

export interface BestEditsOptions {
  /** Weighs the gain of an edit by the softmax of its word's saliency, measured with this word in its place (PWWS). Without it the gain alone counts (CLARE). */
  saliencyWord?: string;
}

/**
 * Finds the best edit of each word of the original text, orders these by what they gain, and puts them on top of each other
 * until the goal is reached (Ren et al. 2019, PWWS; Li et al. 2021, CLARE). Edits that overlap or that a constraint forbids
 * together are left out.
 */
export function bestEdits({ saliencyWord }: BestEditsOptions = {}): Search {
  return {
    name: saliencyWord === undefined ? 'best-edits' : 'best-edits-by-saliency',
    async run(context) {
      const { original } = context;
      const positions = allowedPositions(context, original.draft);
      const weights = saliencyWord === undefined ? undefined : await saliencies(context, positions, saliencyWord);
      const edits = await bestEditOfEach(context, positions);
      const order = [...edits].sort((a, b) => gain(b, weights) - gain(a, weights) || a.position - b.position);
      let current = original;
      for (const { edit } of order) {
        if (current.success) break;
        const next = onTop(original.draft, current.draft, edit.draft);
        if (next === undefined || (await allowedDrafts(context, [next])).length === 0) continue;
        // The first edit was asked about already; past the budget the others get no answer.
        const scored = current === original ? edit : (await context.query([next]))[0];
        if (scored !== undefined && isBetter(scored, current)) current = scored;
      }
      return current;

      function gain({ position, edit }: Edit, weight: ReadonlyMap<number, number> | undefined): number {
        return (edit.score - original.score) * (weight?.get(position) ?? 1);
      }
    },
  };
}

interface Edit {
  position: number;
  edit: ScoredDraft;
}

async function bestEditOfEach(context: SearchContext, positions: readonly number[]): Promise<Edit[]> {
  const candidates: { position: number; rank: number; draft: Draft }[] = [];
  for (const position of positions) {
    (await wordCandidates(context, context.original.draft, position)).forEach((draft, rank) => candidates.push({ position, rank, draft }));
  }
  // The first edits of all words come before the second ones: a budget leaves no word out.
  candidates.sort((a, b) => a.rank - b.rank || a.position - b.position);
  const scored = await context.query(candidates.map(({ draft }) => draft));
  return positions.flatMap((position) => {
    const edit = bestOf(scored.filter((_, i) => candidates[i]!.position === position));
    return edit === undefined || !isBetter(edit, context.original) ? [] : [{ position, edit }];
  });
}

/** Softmax of how much nearer the goal comes with another word in the place of each. */
async function saliencies(context: SearchContext, positions: readonly number[], word: string): Promise<ReadonlyMap<number, number>> {
  const scores = await wordImportance(context, positions, { by: 'placeholder', word });
  const powers = new Map(positions.map((position) => [position, Math.exp(scores.get(position)! - context.original.score)]));
  const total = [...powers.values()].reduce((a, b) => a + b, 0);
  return new Map(positions.map((position) => [position, powers.get(position)! / total]));
}

/** The draft with an edit of the original put on it; undefined where it touches a word that is changed already. */
function onTop(original: Draft, draft: Draft, edit: Draft): Draft | undefined {
  const changed = changedPositions(original, edit);
  if (changed.some((position) => draft.words[position] !== original.words[position])) return undefined;
  return { ...draft, words: draft.words.map((word, i) => (changed.includes(i) ? edit.words[i]! : word)) };
}
