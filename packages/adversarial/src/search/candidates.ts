import { isAttackable, renderDraft, withWord, type Draft } from '../text/segmented-text.ts';
import type { SearchContext } from './search.ts';

/** Positions whose word may be replaced now. */
export function allowedPositions({ text, positionConstraints }: SearchContext, draft: Draft): number[] {
  return draft.words.flatMap((word, position) =>
    word !== '' && isAttackable(text, position) && positionConstraints.every((constraint) => constraint.allows(text, draft, position)) ? [position] : []);
}

/** Every allowed draft with another word at a position. */
export async function wordCandidates(context: SearchContext, draft: Draft, position: number): Promise<Draft[]> {
  const { text, transformations, random } = context;
  const word = draft.words[position]!;
  const drafts: Draft[] = [];
  for (const transformation of transformations) {
    if (transformation.kind !== 'word') continue;
    // Named by place and word: the same question has the same answer, whenever it is asked.
    const source = random.fork(`${transformation.name}/${position}/${word}`);
    for (const other of await transformation.replacements({ text, draft, position, word, random: source })) if (other !== word && other !== '') drafts.push(withWord(draft, position, other));
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
async function allowedDrafts({ text, draftConstraints }: SearchContext, drafts: readonly Draft[]): Promise<Draft[]> {
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
