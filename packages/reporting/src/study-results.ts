import type { AttackedRow, AttackResult } from './results/attack-result.ts';
import type { LayerShareResult } from './results/layer-share-result.ts';
import type { NeuronControl } from './results/neuron-control.ts';
import type { NeuronProfile } from './results/neuron-profile.ts';
import type { PromptSimilarityResult } from './results/prompt-similarity-result.ts';

export type { NeuronControl } from './results/neuron-control.ts';
export type { NeuronAnswers, NeuronExample, NeuronProfile, SingleSuppressionResult } from './results/neuron-profile.ts';

/** Everything a study found, as plain JSON: what `results.json` holds and all that the report reads. */
export interface StudyResults {
  schema: 'skill-neurons/study-results@1';
  title: string;
  /** What was studied and on what, in a few plain sentences (says it when data or models are synthetic). */
  description: string;
  /** ISO 8601. */
  created: string;
  provenance: Provenance;
  models: ModelSummary[];
  tasks: TaskSummary[];
  seeds: number[];
  /** What the measures are: for those who read the file without this documentation. */
  metrics?: Record<string, { higherIsBetter: boolean; unit: string }>;
  tuning: TuningResult[];
  evaluations: EvaluationResult[];
  predictivity: PredictivityResult[];
  specificity: SpecificityResult[];
  suppression: SuppressionResult[];
  /** Absent in results of earlier versions, as are the settings; then the paper's. */
  suppressionContrasts?: SuppressionContrastResult[];
  suppressionSettings?: SuppressionSettings;
  overlap: OverlapResult[];
  /** Predictivities against shuffled labels and over halves of the rows. */
  nulls?: NullResult[];
  rankCorrelations?: RankCorrelationResult[];
  retained?: RetainedResult[];
  /** What single neurons do: the best few of each model, task and seed. */
  neuronProfiles?: NeuronProfile[];
  /** Random neurons of the same layers, suppressed alone too. */
  neuronControls?: NeuronControl[];
  /** Where the best neurons lie. */
  layerShares?: LayerShareResult[];
  promptSimilarities?: PromptSimilarityResult[];
  /** Attacked rows beside their originals, by kind of row; and some of them to read, of the first seed. */
  attacks?: AttackResult[];
  attackedRows?: AttackedRow[];
}

export interface Provenance {
  /** Package versions, e.g. `{ "skill-neurons": "0.1.0", "onnxruntime-node": "1.30.0" }`. */
  versions: Record<string, string>;
  backend: string;
  platform: string;
  /** sha256 of the study's settings, defaults filled in. */
  settingsHash?: string;
  /** The command that makes these results again. */
  command?: string;
  /** Wall-clock seconds of the work behind these results (reused work not counted again). */
  seconds: number;
  /** Things the reader must know, e.g. which splits chose thresholds and checkpoints. */
  notes: string[];
}

export interface ModelSummary {
  id: string;
  /** `roberta`, `bert`, `t5` or one that the runtime has learnt since. */
  architecture: string;
  /** FFN layers and width per analysed stack. */
  stacks: { stack: 'encoder' | 'decoder'; layers: number; width: number }[];
  hiddenSize: number;
  parameters: number;
  fingerprint: string;
  /** One sentence on where the weights come from. */
  origin: string;
  /** True for weights made for a demonstration: the report then says so before anything else. */
  synthetic?: boolean;
}

export interface TaskSummary {
  id: string;
  title: string;
  type: string;
  labels: string[];
  /** Rows and class counts per split that was used. */
  splits: { split: string; n: number; classCounts: number[]; adversarial: boolean }[];
  /** Rows that also stand in a split which was tuned or chosen on before; empty when none do, absent when nobody looked. */
  leaks?: TaskLeak[];
  /** True for generated text: the report then says so before anything else. */
  synthetic?: boolean;
}

/** Rows of a split of this task whose text also stands in another split, of this or another task. */
export interface TaskLeak {
  split: string;
  source: { task: string; split: string };
  /** Rows of `split`. */
  n: number;
  /** Of these: with exactly the same text, and with the same text but for spelling (the exact ones included). */
  exact: number;
  normalised: number;
  /** Of the normalised ones: with another class. Null where the source is another task. */
  otherLabel: number | null;
}

export interface TuningResult {
  model: string;
  task: string;
  seed: number;
  virtualTokens: number;
  steps: number;
  /** Step whose prompt was kept: the best validation accuracy. */
  bestStep: number;
  validation: Count;
  /** `loss` and `validationAccuracy` are null at steps where they were not measured (or not finite). */
  curve: { step: number; loss: number | null; validationAccuracy: number | null }[];
  seconds: number;
}

/** `correct` of `n`: accuracies are always given as counts, so that intervals can be computed. */
export interface Count {
  correct: number;
  n: number;
}

export interface EvaluationResult extends Count {
  model: string;
  /** `tuned`: the prompt of `source`; `random`: untrained, same scale as the initialisation; `none`: no prompt. */
  prompt: 'tuned' | 'random' | 'none';
  /** Task whose prompt was used; null for `random` and `none`. */
  source: string | null;
  /** Task that was evaluated, with its own template and verbalizer. */
  task: string;
  split: string;
  adversarial: boolean;
  /** Seed of the prompt; 0 for `none`. */
  seed: number;
  /** Rows of each class in the data, and predictions of each class. */
  classCounts: number[];
  predictedCounts: number[];
  /** Of the accuracy, over the rows of the set: sqrt(p (1 - p) / (n - 1)); null with fewer than two rows. */
  standardError?: number | null;
  /** Breakdown by kind of row, e.g. by attack. */
  groups: Record<string, Count>;
}

/** Predictivity of every neuron of a layer, as a summary (full arrays stay in the artifact store). */
export interface PredictivityResult {
  model: string;
  task: string;
  split: string;
  adversarial: boolean;
  seed: number;
  n: number;
  /** What labels without meaning reach: the predictivity that only 1 - `quantile` of the neurons exceed when labels are shuffled. */
  nullFloor?: { quantile: number; predictivity: number; permutations: number };
  layers: {
    stack: 'encoder' | 'decoder';
    layer: number;
    minimum: number;
    lowerQuartile: number;
    median: number;
    upperQuartile: number;
    maximum: number;
    mean: number;
    /** Counts in 20 equal bins of [0.5, 1]. */
    histogram: number[];
    /** Best neurons first. `sign` is +1 when firing above the baseline predicts class 1, -1 when it predicts class 0. */
    top: { neuron: number; predictivity: number; position: number; sign: 1 | -1; constant?: boolean; dead?: boolean }[];
    /** Neurons that answered the same for every example at every position; of these, neurons that never fired. */
    constant: number;
    dead?: number;
  }[];
}

/** Spearman correlation of predictivities (mean over seeds) between tasks, mean over layers. */
export interface SpecificityResult {
  model: string;
  stack: 'encoder' | 'decoder';
  tasks: string[];
  /** [tasks, tasks]; null where a correlation is undefined (a constant side). */
  rho: (number | null)[][];
}

export interface SuppressionResult extends Count {
  model: string;
  /** Task that was evaluated, with its own prompt. */
  task: string;
  /** Task whose neurons were suppressed, where that is another one. */
  neuronsOf?: string;
  seed: number;
  split: string;
  adversarial: boolean;
  /** Which neurons were suppressed: the best of a ranking, or as many of each layer - any, equally active ones, the least predictive. */
  chosen: 'skill' | SuppressionControl;
  /** Data behind the ranking of the skill neurons, or of those that a control is compared with; null where it serves all rankings. */
  ranking: 'clean' | 'adversarial' | null;
  /** Number of the draw of random and matched neurons, 0, 1, ...; null where nothing is drawn. */
  draw: number | null;
  /** Percentage of each layer, or of the model. */
  percent: number;
  neuronsPerLayer: number;
  /** The one layer that was suppressed; absent for all. */
  layer?: number;
}

/** What suppressed skill neurons are compared with. */
export type SuppressionControl = 'random' | 'matched' | 'least';

/** What suppressing skill neurons costs more than suppressing a control, paired by row. */
export interface SuppressionContrastResult {
  model: string;
  task: string;
  seed: number;
  split: string;
  adversarial: boolean;
  ranking: 'clean' | 'adversarial';
  control: SuppressionControl;
  percent: number;
  n: number;
  /** Draws of the control. */
  draws: number;
  /** Accuracy with the control minus accuracy with the skill neurons suppressed; `low` and `high`: 95 % bootstrap interval over rows and draws. */
  difference: number;
  low: number;
  high: number;
  p: number;
  test: 'mcnemar' | 'sign-flip';
}

/** How a study suppressed neurons. */
export interface SuppressionSettings {
  controls: SuppressionControl[];
  replace: 'zero' | 'mean' | 'gaussian';
  noiseScale: number;
  positions: 'all' | 'prompt' | 'text' | 'mask';
  rankBy: 'layer' | 'model';
  adversarialRows: 'half' | 'all';
}

/** Shared members of the clean and the adversarial top-percent sets. */
export interface OverlapResult {
  model: string;
  task: string;
  /** The adversarial split that was compared with clean data. */
  split: string;
  seed: number;
  percent: number;
  layers: { stack: 'encoder' | 'decoder'; layer: number; shared: number; size: number; width: number }[];
}

/** How predictivities compare with those under shuffled labels, and how far they are the same on other rows. */
export interface NullResult {
  model: string;
  task: string;
  split: string;
  adversarial: boolean;
  seed: number;
  n: number;
  permutations: number;
  /** False discovery rate of `discoveries`, and family-wise error of `familyWise`. */
  rate: number;
  /** Mean predictivity by calculation of a neuron that knows nothing, its positions taken as independent. */
  expected: number | null;
  layers: {
    stack: 'encoder' | 'decoder';
    layer: number;
    neurons: number;
    discoveries: number;
    familyWise: number;
    best: number;
    /** Mean over shuffles of the best neuron's predictivity. */
    bestOfShuffles: number;
    mean: number;
    meanOfShuffles: number;
  }[];
  /** null where a half lacks a class. */
  stability: Stability | null;
}

export interface Stability {
  /** Percentage of each layer in the top sets. */
  top: number;
  /** Spearman's rho of rankings on two halves of the rows, mean over layers, and what it would be for all rows (Spearman-Brown). */
  rho: number | null;
  corrected: number | null;
  /** Mean predictivity of the top set on the half that chose it, on the other half, and of all other neurons there. */
  whereChosen: number;
  elsewhere: number;
  othersElsewhere: number;
}

/** Spearman's rho of two predictivities of one model, neuron by neuron. */
export interface RankCorrelationResult {
  model: string;
  stack: 'encoder' | 'decoder';
  /** `tasks`: two tasks, averaged over seeds first; `seeds`: two seeds of one task; `clean-adversarial`: one prompt on two kinds of data. */
  between: 'tasks' | 'seeds' | 'clean-adversarial';
  task: string;
  /** The same as `task`, but for `tasks`. */
  otherTask: string;
  /** null where seeds were averaged. */
  seed: number | null;
  otherSeed: number | null;
  /** `layer`: mean over layers; `model`: over all neurons together. */
  scope: 'layer' | 'model';
  /** All neurons, or those in the best `percent` of either, or of both. */
  neurons: 'all' | 'union' | 'intersection';
  percent: number | null;
  /** null where it is undefined (a constant side, fewer than two neurons). `low` and `high`: 95 % bootstrap interval over neurons. */
  rho: number | null;
  low: number | null;
  high: number | null;
  /** Neurons that count. */
  count: number;
}

/** What clean skill neurons predict on adversarial data. */
export interface RetainedResult {
  model: string;
  task: string;
  split: string;
  seed: number;
  percent: number;
  stack: 'encoder' | 'decoder';
  /** `own`: at the best position of each data set (the paper's); `clean`: at the position and sign chosen on clean data, not biased upwards. */
  positions: 'own' | 'clean';
  /** Mean predictivity of the clean skill neurons on clean and on adversarial data, and of all other neurons there. */
  clean: number;
  adversarial: number;
  others: number;
  /** Probability that a clean skill neuron is more predictive on adversarial data than another neuron of its layer: 0.5 by chance. */
  separation: number | null;
  layers: { layer: number; separation: number | null }[];
  /** Adversarial predictivities of the clean skill neurons: counts in 20 equal bins of [0, 1]. */
  histogram: number[];
}
