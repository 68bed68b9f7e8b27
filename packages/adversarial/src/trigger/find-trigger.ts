import { createRandom, mean, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { Example, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import type { Goal } from '../attack/goal.ts';
import { originalDraft, segmentText } from '../text/segmented-text.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import type { Differentiate } from '../victim/word-gradients.ts';
import { triggerWords, type TriggerWords } from './trigger-words.ts';
import { withTrigger } from './with-trigger.ts';

export interface FindTriggerOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  victim: Victim;
  differentiate: Differentiate;
  /** The rows that the trigger is made for. With a target those of other classes are used. */
  examples: readonly Example[];
  /** The field that it stands before. */
  field: string;
  goal: Goal;
  /** Words of the trigger. Default 3. */
  length?: number;
  /** Words tried per place and pass: those that the gradient points to. Default 20. */
  candidates?: number;
  /** Triggers kept from place to place. Default 1. */
  beam?: number;
  /** Passes over the places at most. Default 10. */
  passes?: number;
  /** Starts from "the the the", and this many from random words. Default 0. */
  restarts?: number;
  /** Words that it may not hold, such as those that carry the label themselves. */
  exclude?: readonly string[];
  seed: number;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** The words that were found, and what they did on the rows of the search. */
export interface FoundTrigger {
  words: string[];
  /** Mean over the rows of -log p(label), with a target of log p(target): without a trigger and with it, in nats. */
  before: number;
  after: number;
  /** The trigger after each pass that changed it, of the start that won. */
  passes: { words: string[]; objective: number }[];
  /** Texts asked about, and gradients of texts. */
  queries: number;
  gradients: number;
}

/**
 * Looks for a few words that, in front of any text, bring the model's answers nearest the goal (universal adversarial triggers,
 * Wallace et al. 2019): the mean gradient of the trigger's embeddings names candidates for each place, the model's answers to all
 * rows choose among them, until no place gets better. Other than there, all rows are used in every pass, not a batch of them, and the
 * candidates are whole words.
 *
 * @throws ATTACK_OPTIONS
 */
export async function findTrigger(options: FindTriggerOptions): Promise<FoundTrigger> {
  const { examples, goal, length = 3, candidates = 20, beam = 1, passes = 10, restarts = 0, exclude = [], seed } = options;
  for (const [name, value] of Object.entries({ length, candidates, beam, passes })) {
    if (!Number.isInteger(value) || value < 1) throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `${name} of a trigger is ${value}`, hint: 'use a whole number from 1' });
  }
  const rows = examples.filter(({ label }) => goal.kind === 'untargeted' || label !== goal.target);
  if (rows.length === 0) throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: 'there is no row to make a trigger for', hint: 'use another split, or another target' });
  const vocabulary = triggerWords(options, exclude);
  try {
    const search = new TriggerSearch({ ...options, length, candidates, beam, passes }, rows, vocabulary);
    const [before] = await search.objectives([[]]);
    const random = createRandom(seed).fork('trigger');
    const starts = [new Array<string>(length).fill('the'), ...Array.from({ length: restarts }, () => vocabulary.random(random, length))];
    let won: Climb | undefined;
    for (const [i, start] of starts.entries()) {
      const found = await search.climb(start, starts.length === 1 ? 'trigger' : `trigger, start ${i + 1} of ${starts.length}`);
      if (won === undefined || found.after > won.after) won = found;
    }
    return { ...won!, before: before!, queries: search.queries, gradients: search.gradients };
  } finally {
    vocabulary.dispose();
  }
}

/** Where one start leads. */
type Climb = Pick<FoundTrigger, 'words' | 'after' | 'passes'>;

/** Climbs from triggers to better ones, over the same rows, and counts what it asks. */
class TriggerSearch {
  queries = 0;
  gradients = 0;

  constructor(
    private readonly options: FindTriggerOptions & Required<Pick<FindTriggerOptions, 'length' | 'candidates' | 'beam' | 'passes'>>,
    private readonly rows: readonly Example[],
    private readonly vocabulary: TriggerWords,
  ) {}

  /** One number per trigger, higher where the answers are nearer the goal. */
  async objectives(triggers: readonly (readonly string[])[]): Promise<number[]> {
    const { rows } = this;
    const { victim, field, goal, signal } = this.options;
    signal?.throwIfAborted();
    this.queries += triggers.length * rows.length;
    const answers = await victim.score(triggers.flatMap((words) => rows.map(({ fields }) => (words.length === 0 ? fields : withTrigger(fields, field, words)))));
    return triggers.map((_, t) => mean(rows.map(({ label }, i) => {
      const probabilities = answers[t * rows.length + i]!;
      return goal.kind === 'targeted' ? logOf(probabilities[goal.target]!) : -logOf(probabilities[label]!);
    })));
  }

  async climb(start: readonly string[], label: string): Promise<Climb> {
    const { length, passes, beam, onProgress } = this.options;
    let best = { words: [...start], objective: (await this.objectives([start]))[0]! };
    const history: FoundTrigger['passes'] = [];
    for (let pass = 0; pass < passes; pass++) {
      const places = await this.pointedTo(best.words);
      let kept = [best];
      for (const [place, words] of places.entries()) {
        const tried = kept.flatMap((trigger) => words.filter((word) => word !== trigger.words[place]).map((word) => trigger.words.with(place, word)));
        const values = await this.objectives(tried);
        // Sorting is stable: a trigger that stands is not given up for an equal one.
        kept = [...kept, ...tried.map((trigger, i) => ({ words: trigger, objective: values[i]! }))].sort((a, b) => b.objective - a.objective).slice(0, beam);
        onProgress?.({ label, done: pass * length + place + 1, total: passes * length, metrics: { objective: kept[0]!.objective } });
      }
      if (kept[0]!.objective <= best.objective) break;
      best = kept[0]!;
      history.push(best);
    }
    return { words: best.words, after: best.objective, passes: history };
  }

  /** Candidates for each place of a trigger. */
  private async pointedTo(words: readonly string[]): Promise<string[][]> {
    const { rows, vocabulary } = this;
    const { differentiate, field, goal, candidates } = this.options;
    this.gradients += rows.length;
    const texts = rows.map(({ fields, label }) => {
      const text = segmentText(withTrigger(fields, field, words), [field]);
      return { text, draft: originalDraft(text), label, goal };
    });
    const found = await differentiate(texts);
    const first = texts[0]!.text.fields.findIndex(({ name }) => name === field);
    const at = (place: number) => found.flatMap((row, i) => row[texts[i]!.text.fields[first]!.first + place]?.gradient ?? []);
    return Promise.all(words.map((_, place) => vocabulary.nearest(meanOf(at(place)), candidates)));
  }
}

/** Of a probability that rounds to 0 the logarithm of the smallest float that does not. */
const logOf = (probability: number) => Math.log(Math.max(probability, 1.4e-45));

function meanOf(vectors: readonly Float32Array[]): Float32Array | undefined {
  if (vectors.length === 0) return undefined;
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) vector.forEach((value, i) => (sum[i]! += value / vectors.length));
  return sum;
}
