import { createRandom } from '@skill-neurons/core';
import type { Example } from '@skill-neurons/data';
import { changedPositions, countPerturbedWords, originalDraft, renderDraft, segmentText, type Draft, type SegmentedText } from '../text/segmented-text.ts';
import type { ScoredDraft } from '../search/search.ts';
import type { Fields } from '../victim/batch-runner.ts';
import type { WordGradient } from '../victim/word-gradients.ts';
import type { AttackRecord } from './attack-record.ts';
import type { Attack, Budget } from './attack.ts';
import { goalReached, goalScore, predictionOf, type Goal } from './goal.ts';

export interface AttackExampleOptions {
  attack: Attack;
  example: Example;
  score(texts: readonly Fields[]): Promise<readonly Float32Array[]>;
  goal: Goal;
  seed: number;
  budget: Budget;
  /** Fields that may be changed; all by default. */
  fields?: readonly string[] | undefined;
}

/** Attacks one example. The same options give the same record, unless time is limited. */
export async function attackExample({ attack, example, score, goal, seed, budget, fields }: AttackExampleOptions): Promise<AttackRecord> {
  const text = segmentText(example.fields, fields);
  const { differentiate } = attack;
  const deadline = performance.now() + 1000 * (budget.seconds ?? Infinity);
  let queries = 0;
  let exhausted: AttackRecord['exhausted'] = null;

  async function query(drafts: readonly Draft[]): Promise<ScoredDraft[]> {
    if (drafts.length > 0 && performance.now() > deadline) exhausted = 'time';
    const left = exhausted === null ? (budget.queries ?? Infinity) - queries : 0;
    if (exhausted === null && drafts.length > left) exhausted = 'queries';
    const asked = drafts.slice(0, Math.max(0, left));
    if (asked.length === 0) return [];
    return ask(asked);
  }

  async function ask(drafts: readonly Draft[]): Promise<ScoredDraft[]> {
    queries += drafts.length;
    const answers = await score(drafts.map((draft) => renderDraft(text, draft)));
    return drafts.map((draft, i) => ({ draft, probabilities: answers[i]!, score: goalScore(goal, answers[i]!, example.label), success: goalReached(goal, answers[i]!, example.label) }));
  }

  const remembered = new WeakMap<Draft, Promise<readonly (WordGradient | null)[]>>();
  async function gradients(draft: Draft): Promise<readonly (WordGradient | null)[]> {
    if (performance.now() > deadline) exhausted = 'time';
    else if (exhausted === null && queries >= (budget.queries ?? Infinity)) exhausted = 'queries';
    if (exhausted !== null) return draft.words.map(() => null);
    queries++;
    return (await differentiate!([{ text, draft, label: example.label, goal }]))[0]!;
  }
  const rememberedGradients = (draft: Draft) => {
    const known = remembered.get(draft) ?? gradients(draft);
    remembered.set(draft, known);
    return known;
  };

  // The original is asked about whatever the budget.
  const original = (await ask([originalDraft(text)]))[0]!;
  const skipped = original.success || (goal.kind === 'targeted' && goal.target === example.label);
  const found = skipped ? original : await attack.search.run({
    ...attack, text, original, query, gradients: differentiate && rememberedGradients, exhausted: () => exhausted !== null, random: createRandom(`${seed}/${example.id}`),
  });
  return {
    id: example.id,
    label: example.label,
    status: skipped ? 'skipped' : found.success ? 'succeeded' : 'failed',
    original: answerOf(text, original),
    perturbed: answerOf(text, found),
    changes: changesOf(text, found.draft),
    words: text.fields.reduce((sum, { attackable, count }) => sum + (attackable ? count : 0), 0),
    perturbedWords: countPerturbedWords(text, found.draft),
    queries,
    exhausted,
  };
}

function answerOf(text: SegmentedText, { draft, probabilities }: ScoredDraft): AttackRecord['original'] {
  return { fields: renderDraft(text, draft), prediction: predictionOf(probabilities), probabilities: [...probabilities] };
}

function changesOf(text: SegmentedText, draft: Draft): AttackRecord['changes'] {
  const edges = text.fields.flatMap(({ name, start, end }, i) => [
    { field: name, from: start, to: draft.starts[i]! },
    ...changedPositions(text, draft).filter((position) => text.fieldOf[position] === i).map((position) => ({ field: name, from: text.words[position]!, to: draft.words[position]! })),
    { field: name, from: end, to: draft.ends[i]! },
  ]);
  return edges.filter(({ from, to }) => from !== to);
}
