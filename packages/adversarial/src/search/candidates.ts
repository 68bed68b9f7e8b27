import { agreeArticle } from '../text/article.ts';
import { changedPositions, isAttackable, renderDraft, withWord, type Draft } from '../text/segmented-text.ts';
import type { SearchContext } from './search.ts';

/** Positions whose word may be replaced now. */
export function allowedPositions(context: SearchContext, draft: Draft): number[] {
  return [...draft.words.keys()].filter((position) => isAllowed(context, draft, position));
}

function isAllowed({ text, positionConstraints }: SearchContext, draft: Draft, position: number): boolean {
  return draft.words[position] !== '' && isAttackable(text, position) && positionConstraints.every((constraint) => constraint.allows(text, draft, position));
}

/** Every allowed draft with another word at a position, or with edits around it. */
export async function wordCandidates(context: SearchContext, draft: Draft, position: number): Promise<Draft[]> {
  const { text, transformations, random } = context;
  const word = draft.words[position]!;
  const drafts: Draft[] = [];
  for (const transformation of transformations) {
    if (transformation.kind === 'text') continue;
    // Named by place and word: the same question has the same answer, whenever it is asked.
    const source = random.fork(`${transformation.name}/${position}/${word}`);
    const asked = { text, draft, position, word, random: source, gradients: context.gradients && (() => context.gradients!(draft)) };
    if (transformation.kind === 'word') {
      const others = (await transformation.replacements(asked)).filter((other) => other !== word && other !== '');
      drafts.push(...others.map((other) => withWord(draft, position, other)).map((after) => (transformation.wholeWords ? agreeArticle(text, draft, after, position) : after)));
    } else {
      const rewritten = await transformation.rewritesAt(asked);
      const allowed = rewritten.filter((other) => changedPositions(draft, other).every((changed) => isAllowed(context, draft, changed)));
      drafts.push(...allowed.map((after) => agreeArticle(text, draft, after, position)));
    }
  }
  return allowedDrafts(context, drafts);
}

/** Every allowed draft that another form of the whole text gives. */
export async function textCandidates(context: SearchContext, draft: Draft): Promise<Draft[]> {
  const { text, transformations, random } = context;
  const drafts = transformations.flatMap((transformation) => (transformation.kind === 'text' ? transformation.rewrites({ text, draft, random: random.fork(transformation.name) }) : []));
  return allowedDrafts(context, drafts);
}

/** Drafts that read differently from each other and that every constraint allows. */
export async function allowedDrafts({ text, draftConstraints }: SearchContext, drafts: readonly Draft[]): Promise<Draft[]> {
  let left = [...new Map(drafts.map((draft) => [draftKey(text, draft), draft])).values()];
  for (const constraint of draftConstraints) {
    if (left.length === 0) break;
    const allowed = await constraint.allows(text, left);
    left = left.filter((_, i) => allowed[i]);
  }
  return left;
}

/** What a draft reads like, to tell drafts apart. */
export function draftKey(text: SearchContext['text'], draft: Draft): string {
  return JSON.stringify(renderDraft(text, draft));
}
