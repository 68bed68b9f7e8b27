import { mean } from '@skill-neurons/core';
import { activatedNeurons, activationOverlap, activationToken, predictTransfer, promptSimilarity, similarityMeasures, type ActivatedNeurons, type SoftPrompt, type TransferPrediction } from '@skill-neurons/prompt-tuning';
import type { Session } from '../session.ts';
import type { TransferRow } from './transfer.ts';

export interface Predictor extends TransferPrediction {
  measure: string;
}

/** Fewest tasks with prompts from which a rank correlation over the other tasks can be had. */
const fewestSources = 4;

/**
 * How well the similarity of a prompt to the target's own prompt tells its accuracy there, by the measures of Su et al. (2022). Clean
 * targets with an own prompt only; empty where there are too few of them or prompts differ in shape.
 * @param accuracy means over seeds, [sources, targets]
 */
export async function predictFromSimilarity(
  session: Session, rows: readonly TransferRow[], sources: readonly string[], targets: readonly string[], accuracy: readonly (readonly number[])[],
): Promise<Predictor[]> {
  const given = rows.filter((row): row is TransferRow & { prompt: SoftPrompt } => row.kind === 'given' && row.prompt !== null);
  const tasks = [...new Set(given.map(({ source }) => source))];
  const known = tasks.filter((task) => targets.includes(task));
  const alike = new Set(given.map(({ prompt }) => prompt.virtualTokens)).size === 1;
  if (tasks.length < fewestSources || known.length === 0 || !alike) return [];

  const transfer = tasks.map((task) => known.map((target) => accuracy[sources.indexOf(task)]![targets.indexOf(target)]!));
  const isOwn = (source: number, target: number) => tasks[source] === known[target];
  const predict = (measure: string, similarityOf: (a: number, b: number) => number): Predictor => {
    const pairs = (source: string, target: string) =>
      given.flatMap((a, i) => given.flatMap((b, j) => (a.source === source && b.source === target && a.seed === b.seed ? [similarityOf(i, j)] : [])));
    return { measure, ...predictTransfer(tasks.map((source) => known.map((target) => mean(pairs(source, target)))), transfer, isOwn) };
  };
  const token = activationToken(session);
  const active: ActivatedNeurons[] = [];
  for (const { prompt } of given) active.push(await activatedNeurons(session.backbone, prompt, token));
  return [
    ...similarityMeasures.map((measure) => predict(measure, (i, j) => promptSimilarity(given[i]!.prompt, given[j]!.prompt)[measure])),
    predict('activationOverlap', (i, j) => activationOverlap(active[i]!, active[j]!)),
  ];
}
