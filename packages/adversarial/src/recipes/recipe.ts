import type { Task, Tokenizer } from '@skill-neurons/data';
import type { SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { Backbone } from '@skill-neurons/runtime';
import type { Attack } from '../attack/attack.ts';
import type { Coalescer } from '../victim/coalescer.ts';

/** What recipes are built from. */
export interface AttackResources {
  backbone: Backbone;
  tokenizer: Tokenizer;
  task: Task;
  /** The soft prompt under attack, for attacks that see gradients; null for none. */
  prompt: SoftPrompt | null;
  coalescer: Coalescer;
  batchSize: number;
  /** Runs when the attack is over. */
  onDispose(dispose: () => void): void;
  signal?: AbortSignal | undefined;
}

/** Settings that recipes share; each has its own defaults. */
export interface RecipeOptions {
  /** Largest share of words replaced. */
  maximumShare?: number | undefined;
  /** Smallest cosine of the backbone's pooled states; 0 asks nothing. */
  minimumSimilarity?: number | undefined;
  /** Largest pseudo-perplexity under the backbone, as a multiple of the original's. Every recipe takes it. */
  maximumPerplexity?: number | undefined;
  /** Genetic search: drafts of a generation, and generations at most. */
  population?: number | undefined;
  generations?: number | undefined;
}

/** Options with the defaults of a recipe put in. */
export type RecipeSettings = Readonly<Record<keyof RecipeOptions, number | undefined>>;

/** A named attack of the literature. */
export interface Recipe {
  name: string;
  /** Level of change, as AdvGLUE names it. */
  level: 'word' | 'sentence';
  description: string;
  source: string;
  /** Where it departs from its source. */
  deviations: readonly string[];
  /** Its own settings, where it takes any. */
  defaults: RecipeOptions;
  /** False where the true label may change. */
  preservesLabel: boolean;
  /** Needs a masked-LM head. */
  maskedLmOnly?: boolean;
  /** Sees gradients of the model, not only its answers. */
  whiteBox?: boolean;
  build(resources: AttackResources, settings: RecipeSettings): Attack | Promise<Attack>;
}
