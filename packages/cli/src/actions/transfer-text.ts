import type { TransferMatrix, TypeContrast } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import { textTable } from '../text-table.ts';
import type { Predictor } from './transfer-predictors.ts';

/** Rows of a target, and the share of their most frequent class. */
export interface TargetSize {
  n: number;
  majority: number;
}

/** The matrices and statistics for people; shares as percentages. */
export function transferText({ sources, targets, sizes, absolute, relative, types, predictors }: TransferMatrix & {
  sources: readonly string[]; targets: readonly string[]; sizes: readonly TargetSize[]; types: TypeContrast | null; predictors: readonly Predictor[];
}): string {
  const table = (matrix: readonly (readonly number[])[], cell: (value: number, target: number) => string, more: readonly string[][] = []) =>
    textTable(['Prompt', ...targets], [...sources.map((source, i) => [source, ...matrix[i]!.map((value, j) => (Number.isNaN(value) ? '-' : cell(value, j)))]), ...more]);
  // Of the rows alone: prompts of several seeds are evaluated on the same ones.
  const accuracyCell = (value: number, target: number) => `${percent(value)} ± ${percent(Math.sqrt((value * (1 - value)) / Math.max(1, sizes[target]!.n - 1)))}`;
  const below = [['(majority)', ...sizes.map(({ majority }) => percent(majority))], ['(n)', ...sizes.map(({ n }) => String(n))]];
  const parts = [`accuracy, % ↑ ± standard error of the rows\n${table(absolute, accuracyCell, below)}`];
  if (relative.some((row) => row.some((value) => !Number.isNaN(value)))) parts.push(`relative to the target's own prompt, % ↑\n${table(relative, percent)}`);
  if (types !== null) {
    const { sameType, otherType, difference, p } = types;
    parts.push(
      `same type ${percent(sameType.mean)} % (${sameType.pairs} pairs), other types ${percent(otherType.mean)} % (${otherType.pairs} pairs): ${percent(difference)} points, p = ${p.toFixed(4)} over pairs, which share tasks`,
    );
  }
  if (predictors.length > 0) {
    const rows = predictors.map(({ measure, rho, targets: n, p }) => [measure, Number.isNaN(rho) ? '-' : rho.toFixed(3), String(n), p.toFixed(4)]);
    parts.push(`similarity as a predictor of transfer, own prompts left out\n${textTable(['measure', 'Spearman', 'targets', 'p'], rows)}`);
  }
  return parts.join('\n\n');
}
