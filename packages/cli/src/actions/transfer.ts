import { basename } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { countClasses, type Task } from '@skill-neurons/data';
import { batchesOf, contrastTypes, evaluate, initialPrompt, transferMatrix, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { readPrompt } from '../prompt-source.ts';
import { openSession, type Session } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { TransferOptions } from '../commands/transfer.ts';
import { checkLeaks, trainedOn } from '../leak-check.ts';
import { predictFromSimilarity } from './transfer-predictors.ts';
import { transferText, type TargetSize } from './transfer-text.ts';

/** A prompt, and what its row is called. */
export interface TransferRow {
  kind: 'given' | 'random' | 'none';
  /** Path of a given prompt. */
  path: string | null;
  /** Rows of one source are put together: its task, or what it is. */
  source: string;
  seed: number | undefined;
  prompt: SoftPrompt | null;
}

interface Target {
  label: string;
  task: Task;
  split: string;
  adversarial: boolean;
}

export async function transfer(options: TransferOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal } = environment;
  const session = await openSession(options, environment);
  const tasks = await Promise.all(options.tasks.map((name) => session.task(name)));
  const targets = tasks.flatMap((task) => targetsOf(task, options));
  const rows = await rowsOf(session, options);
  const leaks = await checkLeaks(trainedOn(rows.map(({ prompt }) => prompt), tasks), targets.map(({ task, split }) => ({ task, split, limit: options.limit })), options, environment);
  const results = [];
  const sizes: TargetSize[] = [];
  for (const [index, row] of rows.entries()) {
    for (const [j, target] of targets.entries()) {
      const { correct, n, labels } = await evaluateRow(session, row, target, options, environment);
      sizes[j] ??= { n, majority: countClasses([...labels].map((label) => ({ label })), target.task.labels.length).majorityRate };
      const { kind, path, source, seed } = row;
      results.push({ kind, prompt: path, source, seed, target: target.label, task: target.task.name, split: target.split, adversarial: target.adversarial, correct, n, accuracy: correct / n });
    }
    terminal.progress({ label: 'transfer', done: index + 1, total: rows.length });
  }
  const sources = [...new Set(rows.map(({ source }) => source))];
  const labels = targets.map(({ label }) => label);
  const matrix = transferMatrix(results, sources, labels);
  const typeOf = (name: string) => tasks.find((task) => task.name === name)?.type;
  const types = contrastTypes(matrix.relative, sources, labels, typeOf);
  const predictors = await predictFromSimilarity(session, rows, sources, labels, matrix.absolute);
  const summary = { sources, targets: labels, sizes, ...matrix, types: types ?? null, predictors, leaks: leaks?.map((record, i) => ({ target: labels[i]!, ...record })) ?? null, results };
  terminal.result(summary, transferText(summary));
  return undefined;
}

function targetsOf(task: Task, { split, adversarial }: TransferOptions): Target[] {
  const clean = { label: task.name, task, split, adversarial: false };
  const attacked = task.adversarial.map((name) => ({ label: `${task.name}/${name}`, task, split: name, adversarial: true }));
  return adversarial ? [clean, ...attacked] : [clean];
}

/** The given prompts, then the untrained ones and the absent one. */
async function rowsOf({ backbone }: Session, { prompts: paths, randomPrompts, randomKind, withoutPrompt }: TransferOptions): Promise<TransferRow[]> {
  const rows: TransferRow[] = [];
  for (const path of paths) {
    const prompt = await readPrompt(path);
    const { task, seed } = prompt.origin;
    rows.push({ kind: 'given', path, source: task ?? basename(path), seed, prompt });
  }
  if (!Number.isInteger(randomPrompts) || randomPrompts < 0) {
    throw new SkillNeuronsError({ code: 'TRANSFER_ROWS', message: `--random-prompts is ${randomPrompts}`, hint: 'use a whole number from 0' });
  }
  const virtualTokens = rows[0]?.prompt?.virtualTokens ?? 100;
  for (let draw = 1; draw <= randomPrompts; draw++) {
    // Not the very prompts from which tuned ones start.
    const prompt = await initialPrompt(backbone, { virtualTokens, seed: 1_000_000 + draw, initialisation: { kind: randomKind } });
    rows.push({ kind: 'random', path: null, source: 'random prompt', seed: undefined, prompt });
  }
  if (withoutPrompt) rows.push({ kind: 'none', path: null, source: 'no prompt', seed: undefined, prompt: null });
  return rows;
}

async function evaluateRow(session: Session, { prompt }: TransferRow, { task, split: name }: Target, { limit, batchSize }: TransferOptions, { signal }: CommandEnvironment) {
  const split = await session.split(task, name, { virtualTokens: prompt?.virtualTokens ?? 1, limit });
  return evaluate({ backbone: session.backbone, prompt, batches: batchesOf(split, { batchSize }), columns: split.labelWords.ids, signal });
}
