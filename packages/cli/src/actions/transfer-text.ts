import type { TransferMatrix, TypeContrast } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import { textTable } from '../text-table.ts';
import type { Predictor } from './transfer-predictors.ts';

/** The matrices and statistics for people; shares as percentages. */
export function transferText({ sources, targets, absolute, relative, types, predictors }: TransferMatrix & {
  sources: readonly string[]; targets: readonly string[]; types: TypeContrast | null; predictors: readonly Predictor[];
}): string {
  const table = (corner: string, matrix: readonly (readonly number[])[]) =>
    textTable([corner, ...targets], sources.map((source, i) => [source, ...matrix[i]!.map((value) => (Number.isNaN(value) ? '-' : percent(value)))]));
  const parts = [`Accuracy, % (higher is better)\n${table('prompt', absolute)}`];
  if (relative.some((row) => row.some((value) => !Number.isNaN(value)))) parts.push(`Relative to the target's own prompt, %\n${table('prompt', relative)}`);
  if (types !== null) {
    const { sameType, otherType, difference, p } = types;
    parts.push(
      `Same type ${percent(sameType.mean)} % (${sameType.pairs} pairs), other types ${percent(otherType.mean)} % (${otherType.pairs} pairs): ${percent(difference)} points, p = ${p.toFixed(4)} over pairs, which share tasks\n`,
    );
  }
  if (predictors.length > 0) {
    const rows = predictors.map(({ measure, rho, targets: n, p }) => [measure, Number.isNaN(rho) ? '-' : rho.toFixed(3), String(n), p.toFixed(4)]);
    parts.push(`Similarity as a predictor of transfer, own prompts left out\n${textTable(['measure', 'Spearman', 'targets', 'p'], rows)}`);
  }
  return parts.join('\n');
}
