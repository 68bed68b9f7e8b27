import { createRandom, type OnProgress } from '@skill-neurons/core';
import type { Example, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { shareOf, type Share } from '../advglue/score.ts';
import type { AttackRecord } from '../attack/attack-record.ts';
import { goalReached, predictionOf, type Goal } from '../attack/goal.ts';
import { countWords } from '../text/segmented-text.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import { triggerWords } from './trigger-words.ts';
import { withTrigger } from './with-trigger.ts';

export interface EvaluateTriggerOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  victim: Victim;
  words: readonly string[];
  field: string;
  /** Rows that the trigger was not made for. */
  examples: readonly Example[];
  goal: Goal;
  seed: number;
  /** Triggers of random words that it is held against. Default 10. */
  controls?: number;
  onProgress?: OnProgress | undefined;
}

/** Accuracy without a trigger, with it, and with random words in its place. */
export interface TriggerEvaluation {
  n: number;
  accuracy: Share;
  accuracyWithTrigger: Share;
  /** Of the rows that were not answered as the goal wants: those that are now. */
  successRate: Share | null;
  /** Accuracy behind random words, one number per control. */
  controls: { words: string[]; accuracy: number; successRate: number | null }[];
  /** As an attack's, so that the texts can be saved, replayed and reported. */
  records: AttackRecord[];
}

/** What a trigger does to rows, and what random words of the same number do. */
export async function evaluateTrigger({ victim, words, field, examples, goal, seed, controls = 10, onProgress, ...model }: EvaluateTriggerOptions): Promise<TriggerEvaluation> {
  const original = await victim.score(examples.map(({ fields }) => fields));
  const open = examples.map(({ label }, i) => !goalReached(goal, original[i]!, label) && !(goal.kind === 'targeted' && goal.target === label));
  const behind = async (trigger: readonly string[]) => {
    const answers = await victim.score(examples.map(({ fields }) => withTrigger(fields, field, trigger)));
    const turned = answers.map((answer, i) => open[i]! && goalReached(goal, answer, examples[i]!.label));
    const attacked = open.filter(Boolean).length;
    return { answers, turned, correct: correctOf(examples, answers), success: attacked === 0 ? null : shareOf(turned.filter(Boolean).length, attacked) };
  };
  const own = await behind(words);
  const vocabulary = triggerWords(model, []);
  const random = createRandom(seed).fork('trigger-controls');
  const held: TriggerEvaluation['controls'] = [];
  try {
    for (let i = 0; i < controls; i++) {
      const others = vocabulary.random(random, words.length);
      const { correct, success } = await behind(others);
      held.push({ words: others, accuracy: correct / examples.length, successRate: success?.accuracy ?? null });
      onProgress?.({ label: 'random triggers', done: i + 1, total: controls });
    }
  } finally {
    vocabulary.dispose();
  }
  return {
    n: examples.length,
    accuracy: shareOf(correctOf(examples, original), examples.length),
    accuracyWithTrigger: shareOf(own.correct, examples.length),
    successRate: own.success,
    controls: held,
    records: examples.map(({ id, label, fields }, i): AttackRecord => {
      const attacked = open[i]!;
      const answer = (text: Readonly<Record<string, string>>, probabilities: Float32Array) => ({ fields: { ...text }, prediction: predictionOf(probabilities), probabilities: [...probabilities] });
      return {
        id,
        label,
        status: !attacked ? 'skipped' : own.turned[i]! ? 'succeeded' : 'failed',
        original: answer(fields, original[i]!),
        // As in other attacks, what is skipped stays as it is.
        perturbed: attacked ? answer(withTrigger(fields, field, words), own.answers[i]!) : answer(fields, original[i]!),
        changes: attacked ? [{ field, from: '', to: `${words.join(' ')} ` }] : [],
        words: countWords(fields[field]!),
        perturbedWords: attacked ? words.length : 0,
        queries: attacked ? 2 : 1,
        exhausted: null,
      };
    }),
  };
}

function correctOf(examples: readonly Example[], answers: readonly Float32Array[]): number {
  return examples.filter(({ label }, i) => predictionOf(answers[i]!) === label).length;
}
