import type { Random } from '@skill-neurons/core';
import type { ModelSummary, TaskSummary } from '../study-results.ts';

type Architecture = ModelSummary['architecture'];

/** What a made-up study contains and which effects it shows. */
export interface MadeUpStudyOptions {
  models?: readonly { id: string; architecture: Architecture }[];
  /** The first so many of the made-up tasks (six by default, thirteen at most). */
  tasks?: number;
  seeds?: number;
  layers?: number;
  width?: number;
  /** Tasks with adversarial data. */
  adversarialTasks?: readonly string[];
  randomDraws?: number;
  percents?: readonly number[];
  /** Rows of a clean and of an adversarial test split. */
  rows?: { clean: number; adversarial: number };
  /** Share of the skill above chance that a prompt of the same type, or of another type, carries over. */
  transfer?: { sameType: number; otherType: number };
  /** Accuracy on adversarial data. */
  adversarialAccuracy?: Partial<Record<Architecture, number>>;
  /** Accuracy lost at the largest suppression rate. */
  suppression?: { skill: number; random: number };
  /** Share of the clean top neurons that are also adversarial top neurons, at 5 %. */
  overlap?: Partial<Record<Architecture, number>>;
  /** Share of the neurons that predict better than under shuffled labels. */
  skilled?: number;
  /** Slope of adversarial accuracy over overlap, among tasks and seeds. */
  link?: number;
  seed?: number;
}

export interface MadeUpStudy extends Required<MadeUpStudyOptions> {
  random: Random;
  modelSummaries: ModelSummary[];
  taskSummaries: TaskSummary[];
  seedList: number[];
  /** Overlap at 5 % of one model, task and seed. */
  overlapShare(model: string, task: string, seed: number): number;
}

export const madeUpTasks = [
  { id: 'sst2', title: 'SST-2', type: 'sentiment' },
  { id: 'imdb', title: 'IMDB', type: 'sentiment' },
  { id: 'qqp', title: 'QQP', type: 'paraphrase' },
  { id: 'mrpc', title: 'MRPC', type: 'paraphrase' },
  { id: 'qnli', title: 'QNLI', type: 'nli' },
  { id: 'mnli', title: 'MNLI', type: 'nli' },
  { id: 'deontology', title: 'Ethics: deontology', type: 'ethics' },
  { id: 'justice', title: 'Ethics: justice', type: 'ethics' },
  { id: 'movierationales', title: 'Movie rationales', type: 'sentiment' },
  { id: 'rte', title: 'RTE', type: 'nli' },
  { id: 'restaurant', title: 'Restaurant reviews', type: 'sentiment' },
  { id: 'laptop', title: 'Laptop reviews', type: 'sentiment' },
  { id: 'snli', title: 'SNLI', type: 'nli' },
] as const;

export const defaultStudyOptions: Required<MadeUpStudyOptions> = {
  models: [{ id: 'tiny-roberta', architecture: 'roberta' }, { id: 'tiny-t5', architecture: 't5' }],
  tasks: 6,
  seeds: 2,
  layers: 4,
  width: 200,
  adversarialTasks: ['sst2', 'qqp', 'qnli'],
  randomDraws: 3,
  percents: [0, 1, 3, 5, 7, 9, 11, 13, 15],
  rows: { clean: 400, adversarial: 120 },
  transfer: { sameType: 0.8, otherType: 0.2 },
  adversarialAccuracy: { roberta: 0.4, bert: 0.5, t5: 0.66 },
  suppression: { skill: 0.3, random: 0.05 },
  overlap: { roberta: 0.12, bert: 0.2, t5: 0.45 },
  skilled: 0.2,
  link: 0.3,
  seed: 1,
};
