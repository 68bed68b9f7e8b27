import { createHash } from 'node:crypto';
import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import { loadTask, loadTokenizer, type Task, type TokenBatch, type Tokenizer } from '@skill-neurons/data';
import { batchesOf, defaultTuneSettings, importPrompt, prepareSplit, type PreparedSplit, type TuneSettings } from '@skill-neurons/prompt-tuning';
import { loadBackbone, type Backbone } from '@skill-neurons/runtime';
import type { LocatedStudy } from './locations.ts';
import { publishedPath } from './published/published-prompts.ts';

/** Seed of every row sample: which rows a limit keeps must not depend on the seed of a prompt. */
export const sampleSeed = 0;

interface OpenModel {
  backbone: Backbone;
  tokenizer: Tokenizer;
}

/** Opens what jobs share - models, tokenizers, tasks, encoded splits - once per process. */
export class Workspace {
  readonly located: LocatedStudy;
  private readonly open = new Map<string, Promise<unknown>>();

  constructor(located: LocatedStudy) {
    this.located = located;
  }

  model(id: string): Promise<OpenModel> {
    return this.once(`model/${id}`, async () => {
      const { models, precision = 'float32' } = this.located;
      const folder = models[id]!;
      return { backbone: await loadBackbone(folder, { precision }), tokenizer: await loadTokenizer(folder) };
    });
  }

  task(id: string): Promise<Task> {
    return this.once(`task/${id}`, () => loadTask(this.located.tasks[id]!));
  }

  /** A split as this model reads it; `limits` of the study are applied. */
  split(model: string, taskId: string, split: string): Promise<PreparedSplit> {
    return this.once(`split/${model}/${taskId}/${split}`, async () => {
      const { backbone, tokenizer } = await this.model(model);
      const task = await this.task(taskId);
      const { virtualTokens } = this.settings(backbone);
      const limit = this.limitOf(task, split);
      const { dataFolder } = this.located;
      return prepareSplit({ backbone, tokenizer, task, split, virtualTokens, limit, seed: sampleSeed, dataFolder, cache: true });
    });
  }

  /** Batches for evaluation: sorted by length, never shuffled. */
  async batches(model: string, split: PreparedSplit): Promise<TokenBatch[]> {
    const { backbone } = await this.model(model);
    return batchesOf(split, { batchSize: this.settings(backbone).evaluationBatchSize });
  }

  /** Tuning settings of the study for one family: the paper's, then the study's, then the family's. */
  settings({ family }: Pick<Backbone, 'family'>): TuneSettings {
    const { 'masked-lm': maskedLm, 'encoder-decoder': encoderDecoder, ...shared } = this.located.study.tuning;
    const own = family === 'masked-lm' ? maskedLm : encoderDecoder;
    return { ...defaultTuneSettings(family), ...dropUndefined(shared), ...dropUndefined(own ?? {}) } as TuneSettings;
  }

  /** sha256 of the published prompt that stands in for a tuned one, or null where prompts are tuned. */
  async publishedDigest(chosen: { model: string; task: string; seed: number }): Promise<string | null> {
    const { prompts } = this.located.study;
    return prompts === undefined ? null : ((await importPrompt(publishedPath(prompts, chosen))).origin.source?.sha256 ?? null);
  }

  /** The adversarial splits of a task. */
  async adversarialSplits(taskId: string): Promise<readonly string[]> {
    return (await this.task(taskId)).adversarial;
  }

  /** sha256 over all examples of a split and the task's template and label words, as this model reads them. */
  splitDigest(model: string, taskId: string, split: string): Promise<string> {
    return this.once(`digest/${model}/${taskId}/${split}`, async () => {
      const { examples, labelWords } = await this.split(model, taskId, split);
      const hash = createHash('sha256').update(JSON.stringify(labelWords.ids));
      for (const { id, ids, label, group } of examples) hash.update(`${id}/${label}/${group ?? ''}/`).update(ids);
      return hash.digest('hex');
    });
  }

  async dispose(): Promise<void> {
    for (const [key, value] of this.open) {
      if (key.startsWith('model/')) await (value as Promise<OpenModel>).then(({ backbone }) => backbone.dispose(), () => undefined);
    }
    this.open.clear();
  }

  /** How many rows of a split the study takes at most. */
  limitOf(task: Task, split: string): number | undefined {
    const { limits, splits } = this.located.study;
    if (task.adversarial.includes(split)) return limits.adversarial;
    if (split === splits.train) return limits.train;
    if (split === splits.validation) return limits.validation;
    return split === splits.test ? limits.test : undefined;
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    let value = this.open.get(key) as Promise<T> | undefined;
    if (!value) this.open.set(key, (value = make()));
    return value;
  }
}

/** Two halves of a split by a seeded draw: one to choose neurons on, one to report on (paper.md e1.7). */
export function splitInHalves(split: PreparedSplit): [PreparedSplit, PreparedSplit] {
  if (split.examples.length < 2) {
    throw new SkillNeuronsError({ code: 'SPLIT_TOO_SMALL', message: 'needs at least two rows to be halved', where: `${split.task}/${split.split}` });
  }
  const order = createRandom(sampleSeed).fork(`halves/${split.task}/${split.split}`).shuffle(split.examples);
  const middle = Math.floor(order.length / 2);
  return [
    { ...split, examples: order.slice(0, middle) },
    { ...split, examples: order.slice(middle) },
  ];
}

function dropUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}
