import { createHash } from 'node:crypto';
import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import { fingerprintExamples, loadExamples, loadOriginals, loadTask, loadTokenizer, originalSplitOf, type Example, type Task, type TokenBatch, type Tokenizer } from '@skill-neurons/data';
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

/** The rows of an adversarial split whose originals are known, by the id of the attacked row. */
export interface OriginalTexts {
  /** Where the originals stand; absent where the task file does not say it. */
  originalSplit?: string;
  rows: ReadonlyMap<string, AttackedTexts>;
}

export interface AttackedTexts {
  attacked: Example;
  original: Example;
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

  /** Some rows of a split, whether or not the study's limits leave them in. */
  async rows(model: string, taskId: string, split: string, ids: ReadonlySet<string>): Promise<PreparedSplit> {
    const all = await this.once(`rows/${model}/${taskId}/${split}`, async () => {
      const { backbone, tokenizer } = await this.model(model);
      const { virtualTokens } = this.settings(backbone);
      return prepareSplit({ backbone, tokenizer, task: await this.task(taskId), split, virtualTokens, dataFolder: this.located.dataFolder, cache: true });
    });
    return { ...all, examples: all.examples.filter(({ id }) => ids.has(id)) };
  }

  /** The texts of an adversarial split beside those that they were made from. */
  originalTexts(taskId: string, split: string): Promise<OriginalTexts> {
    return this.once(`originals/${taskId}/${split}`, async () => {
      const task = await this.task(taskId);
      const originalSplit = originalSplitOf(task, split);
      if (originalSplit === undefined) return { rows: new Map() };
      const { dataFolder } = this.located;
      const attacked = await loadExamples(task, split, { dataFolder });
      const originals = await loadOriginals(task, split, attacked, { dataFolder });
      return { originalSplit, rows: new Map(attacked.flatMap((example, i) => (originals[i] ? [[example.id, { attacked: example, original: originals[i] }]] : []))) };
    });
  }

  /** sha256 over the texts of a task's adversarial splits and their originals; null where no split says where they are. */
  async originalsDigest(taskId: string): Promise<string | null> {
    const found = await Promise.all((await this.adversarialSplits(taskId)).map((split) => this.originalTexts(taskId, split)));
    if (found.every(({ originalSplit }) => originalSplit === undefined)) return null;
    const hash = createHash('sha256');
    for (const { originalSplit, rows } of found) hash.update(`${originalSplit ?? ''}/${fingerprintExamples([...rows.values()].flatMap(({ attacked, original }) => [attacked, original]))}/`);
    return hash.digest('hex');
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
