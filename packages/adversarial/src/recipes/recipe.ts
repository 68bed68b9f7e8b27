import type { Task, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import type { Attack } from '../attack/attack.ts';
import type { Coalescer } from '../victim/coalescer.ts';

/** What recipes are built from. */
export interface AttackResources {
  backbone: Backbone;
  tokenizer: Tokenizer;
  task: Task;
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
}

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
  defaults: { maximumShare?: number; minimumSimilarity?: number };
  /** False where the true label may change. */
  preservesLabel: boolean;
  /** Needs a masked-LM head. */
  maskedLmOnly?: boolean;
  build(resources: AttackResources, options: Required<{ maximumShare: number | undefined; minimumSimilarity: number | undefined }>): Attack | Promise<Attack>;
}
