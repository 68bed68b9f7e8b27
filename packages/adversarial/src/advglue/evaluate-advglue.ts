import { isSkillNeuronsError, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { Task, Tokenizer } from '@skill-neurons/data';
import { batchesOf, evaluate, prepareSplit, type Evaluation, type PreparedSplit, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { Backbone } from '@skill-neurons/runtime';
import { advGlueSplit, officialLabels, type AdvGlueKey } from './advglue-tasks.ts';
import { annotatedSplits, annotatedTask } from './annotated-task.ts';
import { reportPart, type PartReport } from './part-report.ts';

/** One part of AdvGLUE, the prompt that answers it, and the clean task it is compared with. */
export interface AdvGluePart {
  key: AdvGlueKey;
  /** The task of the adversarial rows, e.g. that of `advglue-qnli.yaml`. */
  task: Task;
  prompt: SoftPrompt | null;
  clean?: { task: Task; split: string } | undefined;
}

export interface EvaluateAdvGlueOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  part: AdvGluePart;
  dataFolder?: string | undefined;
  /** Whether to look for dev_ann.json in the data folder: attacks, levels and originals. */
  annotations: boolean;
  batchSize: number;
  /** At most this many rows of the clean split, a seeded sample. The adversarial rows are always all. */
  cleanLimit?: number | undefined;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** What a prompt answered on one part, row by row. */
export interface AdvGlueAnswers {
  report: PartReport;
  /** Official labels in the order of the development set. */
  predictions: number[];
}

/**
 * Answers one part of AdvGLUE with a prompt, the clean task and the rows before the attack with the same prompt, and compares.
 * @throws ADVGLUE_ANNOTATIONS when dev_ann.json holds other rows than the development set, and the errors of reading and scoring
 */
export async function evaluateAdvGlue(options: EvaluateAdvGlueOptions): Promise<AdvGlueAnswers> {
  const { part, annotations } = options;
  const { key, task, clean } = part;
  const official = officialLabels(task);
  const rows = await answer(options, task, advGlueSplit);
  const toOfficial = (classes: Int32Array) => Array.from(classes, (index) => official[index]!);
  const predictions = toOfficial(rows.evaluation.predictions);
  const cleanAnswers = clean && (await answer(options, clean.task, clean.split, options.cleanLimit));
  const report = reportPart({
    key,
    task: task.name,
    classes: task.labels.length,
    predictions,
    labels: toOfficial(rows.evaluation.labels),
    clean: cleanAnswers && { task: clean.task.name, split: clean.split, correct: cleanAnswers.evaluation.correct, n: cleanAnswers.evaluation.n },
    annotations: annotations ? await readAnnotations(options, rows.split) : undefined,
  });
  return { report, predictions };
}

interface Answered {
  split: PreparedSplit;
  evaluation: Evaluation;
}

async function answer(options: EvaluateAdvGlueOptions, task: Task, split: string, limit?: number): Promise<Answered> {
  const { backbone, part, batchSize, signal, onProgress } = options;
  const prepared = await prepare(options, task, split, limit);
  const report: OnProgress = (event) => onProgress?.({ ...event, label: `${task.name} ${split}` });
  const evaluation = await evaluate({ backbone, prompt: part.prompt, batches: batchesOf(prepared, { batchSize }), columns: prepared.labelWords.ids, signal, onProgress: report });
  return { split: prepared, evaluation };
}

function prepare({ backbone, tokenizer, part, dataFolder }: EvaluateAdvGlueOptions, task: Task, split: string, limit?: number): Promise<PreparedSplit> {
  const virtualTokens = part.prompt?.virtualTokens ?? 1;
  return prepareSplit({ backbone, tokenizer, task, split, virtualTokens, seed: 0, ...(limit === undefined ? {} : { limit }), ...(dataFolder === undefined ? {} : { dataFolder }) });
}

async function readAnnotations(options: EvaluateAdvGlueOptions, rows: PreparedSplit) {
  const annotated = annotatedTask(options.part.task, options.part.key);
  let byMethod: PreparedSplit;
  try {
    byMethod = await prepare(options, annotated, annotatedSplits.byMethod);
  } catch (error) {
    if (isSkillNeuronsError(error) && (error.code === 'DATA_FILE_MISSING' || error.code === 'DATA_NO_FOLDER')) return undefined;
    throw error;
  }
  const byConstruction = await prepare(options, annotated, annotatedSplits.byConstruction);
  assertSameRows(rows, byMethod, options.part.task);
  const { split, evaluation } = await answer(options, annotated, annotatedSplits.original);
  const right = new Map(split.examples.map(({ id }, i) => [id, evaluation.predictions[i] === evaluation.labels[i]]));
  return {
    methods: byMethod.examples.map(({ group }) => group!),
    constructions: byConstruction.examples.map(({ group }) => group!),
    originalRight: rows.examples.map(({ id }) => right.get(id) ?? null),
  };
}

function assertSameRows(rows: PreparedSplit, annotated: PreparedSplit, task: Task): void {
  const same = rows.examples.length === annotated.examples.length && rows.examples.every(({ id, ids, label }, i) => {
    const other = annotated.examples[i]!;
    return other.id === id && other.label === label && other.ids.length === ids.length && other.ids.every((token, j) => token === ids[j]);
  });
  if (same) return;
  throw new SkillNeuronsError({ code: 'ADVGLUE_ANNOTATIONS', message: 'adv_glue/dev_ann.json holds other rows than the development set', where: task.file, hint: 'take both files from one release of AdvGLUE, or leave the annotations out' });
}
