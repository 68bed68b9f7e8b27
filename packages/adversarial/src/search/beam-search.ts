import { allowedPositions, draftKey, textCandidates, wordCandidates } from './candidates.ts';
import { isBetter, type ScoredDraft, type Search, type SearchContext } from './search.ts';
import type { Draft } from '../text/segmented-text.ts';

export interface BeamOptions {
  /** Drafts kept after each step; 1 is greedy search. */
  width?: number;
  /** Steps at most: transformations put on top of each other. */
  steps?: number;
  /** Drafts shown to the model per step at most, a seeded choice of all. */
  candidates?: number;
}

/** Tries every transformation everywhere, keeps the best few drafts, and goes on from these until the goal is reached or nothing is better. */
export function beamSearch({ width = 1, steps = 10, candidates = 500 }: BeamOptions = {}): Search {
  return {
    name: `beam-${width}`,
    async run(context) {
      let best = context.original;
      let beam: ScoredDraft[] = [best];
      const seen = new Set([draftKey(context.text, best.draft)]);
      for (let step = 0; step < steps && !best.success && !context.exhausted(); step++) {
        const drafts = (await expand(context, beam)).filter((draft) => !seen.has(draftKey(context.text, draft)));
        const chosen = drafts.length <= candidates ? drafts : context.random.fork(`step/${step}`).shuffle(drafts).slice(0, candidates);
        for (const draft of chosen) seen.add(draftKey(context.text, draft));
        const scored = await context.query(chosen);
        beam = [...scored].sort((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0)).slice(0, width);
        if (beam.length === 0 || !isBetter(beam[0]!, best)) break;
        best = beam[0]!;
      }
      return best;
    },
  };
}

async function expand(context: SearchContext, beam: readonly ScoredDraft[]): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const { draft } of beam) {
    drafts.push(...(await textCandidates(context, draft)));
    for (const position of allowedPositions(context, draft)) drafts.push(...(await wordCandidates(context, draft, position)));
  }
  return [...new Map(drafts.map((draft) => [draftKey(context.text, draft), draft])).values()];
}
