import { SkillNeuronsError, type Random } from '@skill-neurons/core';
import { agreeArticle } from '../text/article.ts';
import { withWord, type Draft } from '../text/segmented-text.ts';
import { allowedDrafts, allowedPositions, draftKey, wordCandidates } from './candidates.ts';
import { bestOf, type ScoredDraft, type Search, type SearchContext } from './search.ts';

export interface GeneticOptions {
  /** Drafts of a generation. Default 60, as Alzantot et al. 2018. */
  population?: number;
  /** Generations at most, behind the first one. Default 20. */
  generations?: number;
  /** Replacements of a word, of those that its transformations give: the first ones. Default 8. */
  neighbours?: number;
  /** Drafts are chosen as parents with probability proportional to exp(score / temperature). Default 0.3. */
  temperature?: number;
}

/**
 * A genetic search (Alzantot et al. 2018). Mutation replaces one word, chosen in proportion to how many replacements it has,
 * by the one that brings the goal nearest; crossover takes each word from either parent; the best draft always stays.
 * Replacements are those of the original word, so that no word drifts away from it. A draft that was asked about is not asked about again.
 * @throws ATTACK_OPTIONS
 */
export function geneticSearch({ population = 60, generations = 20, neighbours = 8, temperature = 0.3 }: GeneticOptions = {}): Search {
  for (const [name, value] of Object.entries({ population, generations, neighbours })) {
    if (!Number.isInteger(value) || value < 1) throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `${name} is ${value}`, hint: 'use a whole number from 1' });
  }
  return {
    name: `genetic-${population}x${generations}`,
    async run(context) {
      const { original } = context;
      const random = context.random.fork('genetic');
      const replacements = await replacementsOf(context, neighbours);
      if (replacements.size === 0) return original;
      const ask = rememberingQuery(context);
      let members = await mutateAll(context, ask, replacements, new Array<Draft>(population).fill(original.draft), random);
      let best = bestOf([original, ...members])!;
      for (let generation = 0; generation < generations && !best.success && !context.exhausted() && members.length > 0; generation++) {
        const parents = members;
        const children: Draft[] = [];
        for (let i = 1; i < population; i++) {
          const [a, b] = [choose(parents, temperature, random), choose(parents, temperature, random)];
          const child = crossOver(a.draft, b.draft, random);
          children.push((await allowedDrafts(context, [child])).length > 0 ? child : a.draft);
        }
        members = [best, ...(await mutateAll(context, ask, replacements, children, random))];
        best = bestOf(members)!;
      }
      return best;
    },
  };
}

type Ask = (drafts: readonly Draft[]) => Promise<Map<string, ScoredDraft>>;
type Replacements = ReadonlyMap<number, readonly string[]>;

/** Asks about drafts that are new; the answers to all of them that are known, by what they read like. */
function rememberingQuery(context: SearchContext): Ask {
  const known = new Map<string, ScoredDraft>();
  return async (drafts) => {
    const unknown = new Map(drafts.map((draft) => [draftKey(context.text, draft), draft] as const).filter(([key]) => !known.has(key)));
    const scored = await context.query([...unknown.values()]);
    [...unknown.keys()].slice(0, scored.length).forEach((key, i) => known.set(key, scored[i]!));
    return known;
  };
}

/** What each word of the original may become. Edits of several words at once have no place here. */
async function replacementsOf(context: SearchContext, limit: number): Promise<Map<number, readonly string[]>> {
  const { draft } = context.original;
  const found = new Map<number, readonly string[]>();
  for (const position of allowedPositions(context, draft)) {
    const words = (await wordCandidates(context, draft, position)).map((candidate) => candidate.words[position]!).slice(0, limit);
    if (words.length > 0) found.set(position, words);
  }
  return found;
}

/** Each draft with one word replaced as well as it can be; those for which a budget or the constraints leave nothing drop out. */
async function mutateAll(context: SearchContext, ask: Ask, replacements: Replacements, drafts: readonly Draft[], random: Random): Promise<ScoredDraft[]> {
  const variants: Draft[][] = [];
  for (const draft of drafts) {
    const position = choosePosition(replacements, random);
    variants.push(await allowedDrafts(context, replacements.get(position)!.map((word) => agreeArticle(context.text, draft, withWord(draft, position, word), position))));
  }
  const answers = await ask(variants.flat());
  return variants.flatMap((some) => {
    const best = bestOf(some.flatMap((draft) => answers.get(draftKey(context.text, draft)) ?? []));
    return best === undefined ? [] : [best];
  });
}

function choosePosition(replacements: Replacements, random: Random): number {
  let left = random.integer([...replacements.values()].reduce((sum, words) => sum + words.length, 0));
  for (const [position, words] of replacements) {
    left -= words.length;
    if (left < 0) return position;
  }
  return [...replacements.keys()].at(-1)!;
}

function choose(members: readonly ScoredDraft[], temperature: number, random: Random): ScoredDraft {
  const weights = members.map(({ score }) => Math.exp(score / temperature));
  let left = random.uniform() * weights.reduce((a, b) => a + b, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return members[i]!;
  }
  return members.at(-1)!;
}

function crossOver(a: Draft, b: Draft, random: Random): Draft {
  return { ...a, words: a.words.map((word, i) => (random.integer(2) === 0 ? word : b.words[i]!)) };
}
