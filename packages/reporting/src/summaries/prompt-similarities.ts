import { benjaminiHochberg, mantelTest, mean, type MantelResult } from '@skill-neurons/core';
import { fixed, pValueText } from '../format.ts';
import type { PromptSimilarityResult } from '../results/prompt-similarity-result.ts';
import type { StudyResults } from '../study-results.ts';
import { tasksByType } from './targets.ts';
import { transferPairs } from './transfer.ts';

export const similarityLabels: Record<PromptSimilarityResult['measure'], string> = {
  euclideanConcat: 'distance, whole prompt',
  euclideanAverage: 'distance, mean of tokens',
  cosineConcat: 'cosine, whole prompt',
  cosineAverage: 'cosine, mean of tokens',
  activationOverlap: 'activated neurons',
};

/** What two tasks have in common, held against how their prompts transfer. */
export interface TransferPredictor extends MantelResult {
  model: string;
  label: string;
  /** Which prompts were compared; null where none were. */
  seeds: PromptSimilarityResult['seeds'] | null;
  /** `prompt`: a measure of Su et al.; `ranking`: rank correlation of predictivities; `type`: whether the tasks are of one type. */
  kind: 'prompt' | 'ranking' | 'type';
  /** Adjusted for the number of measures of the model (Benjamini-Hochberg); null for the type, which is a yardstick. */
  adjustedP: number | null;
}

const computed = new WeakMap<StudyResults, TransferPredictor[]>();

/**
 * Spearman's rho over ordered pairs of different tasks between their similarity and the relative transfer accuracy from the one to
 * the other, for every measure, the rank correlation of clean predictivities, and the plain fact that both are of one type.
 */
export function transferPredictors(results: StudyResults): TransferPredictor[] {
  // Figure, table and text ask for the same.
  const known = computed.get(results) ?? results.models.flatMap(({ id }) => predictorsOf(results, id));
  computed.set(results, known);
  return known;
}

function predictorsOf(results: StudyResults, model: string): TransferPredictor[] {
  const similarities = (results.promptSimilarities ?? []).filter((entry) => entry.model === model);
  const pairs = transferPairs(results, model);
  if (similarities.length === 0 || pairs.length === 0) return [];
  const tasks = tasksByType(results);
  const square = (of: (row: string, column: string) => number | null | undefined) => tasks.map((row) => tasks.map((column) => of(row.id, column.id) ?? NaN));
  const transfer = square((source, target) => pairs.find((pair) => pair.source === source && pair.target === target)?.relative);
  const cellOf = (names: readonly string[], values: PromptSimilarityResult['values']) => square((row, column) => values[names.indexOf(row)]?.[names.indexOf(column)]);
  const test = (fields: Pick<TransferPredictor, 'label' | 'seeds' | 'kind'>, matrix: number[][]) => ({ model, ...fields, ...mantelTest(matrix, transfer, { seed: `similarity/${model}/${fields.label}/${fields.seeds}`, permutations: 1999, resamples: 300 }) });

  const rankings = results.specificity.find((entry) => entry.model === model && entry.stack === 'encoder');
  const measures = [
    ...similarities.map(({ measure, seeds, tasks: names, values }) => test({ label: similarityLabels[measure], seeds, kind: 'prompt' }, cellOf(names, values))),
    ...(rankings === undefined ? [] : [test({ label: 'ranking of neurons', seeds: null, kind: 'ranking' }, cellOf(rankings.tasks, rankings.rho))]),
  ].filter(({ rho }) => !Number.isNaN(rho));
  const adjusted = benjaminiHochberg(measures.map(({ p }) => p));
  const typeOf = (id: string) => tasks.find((task) => task.id === id)?.type;
  const type = test({ label: 'same task type', seeds: null, kind: 'type' }, square((row, column) => Number(typeOf(row) === typeOf(column))));
  return [...measures.map((measure, i) => ({ ...measure, adjustedP: adjusted[i]! })), ...(Number.isNaN(type.rho) ? [] : [{ ...type, adjustedP: null }])];
}

/** One sentence per model on whether similarity tells which prompts transfer. */
export function transferPredictorSentence(results: StudyResults): string {
  const predictors = transferPredictors(results);
  return results.models.flatMap(({ id }) => {
    const own = predictors.filter(({ model }) => model === id);
    const measures = own.filter(({ kind }) => kind !== 'type');
    if (measures.length === 0) return [];
    const strongest = measures.reduce((a, b) => (Math.abs(b.rho) > Math.abs(a.rho) ? b : a));
    const sound = measures.filter(({ adjustedP }) => adjustedP !== null && adjustedP <= 0.05);
    const verdict = sound.length === 0
      ? `none of ${measures.length} measures tells which prompts transfer better than chance would`
      : `${sound.length} of ${measures.length} measures go with transfer more than chance would${sound.every(({ rho }) => rho < 0) ? ', but the wrong way' : ''}`;
    const type = own.find(({ kind }) => kind === 'type');
    const yardstick = type === undefined ? '' : `; that two tasks are of one type has rho ${fixed(type.rho, 2)}, ${Math.abs(type.rho) >= Math.abs(strongest.rho) ? 'no less than any measure' : 'less'}`;
    return [`${id}: ${verdict} (strongest: ${strongest.label}${seedText(strongest)}, rho ${fixed(strongest.rho, 2)}, ${pValueText(strongest.p)}, ${pValueText(strongest.adjustedP!).replace('p', 'adjusted')}, over ${strongest.items.length} tasks${yardstick}).`];
  }).join(' ');
}

export function seedText({ seeds }: Pick<TransferPredictor, 'seeds'>): string {
  return seeds === null ? '' : seeds === 'same' ? ', one seed' : ', two seeds';
}

/** Mean of the cells on the diagonal, between tasks of one type and between types; NaN where there are none. */
export function similarityByKinship(results: StudyResults, { tasks: names, values }: PromptSimilarityResult): { own: number; type: number; other: number } {
  const typeOf = new Map(results.tasks.map(({ id, type }) => [id, type]));
  const cells = (wanted: (row: string, column: string) => boolean) => mean(names.flatMap((row, i) => names.flatMap((column, j) => {
    const value = values[i]![j];
    return typeof value === 'number' && wanted(row, column) ? [value] : [];
  })));
  const alike = (row: string, column: string) => typeOf.get(row) === typeOf.get(column);
  return {
    own: cells((row, column) => row === column),
    type: cells((row, column) => row !== column && alike(row, column)),
    other: cells((row, column) => !alike(row, column)),
  };
}
