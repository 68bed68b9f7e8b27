import { mean, meanCorrelation, standardDeviation } from '@skill-neurons/core';
import { fixed } from '../format.ts';
import type { RankCorrelationResult, StudyResults } from '../study-results.ts';

/** What two rankings have in common, from most to least. */
export type Kinship = 'seeds' | 'data' | 'type' | 'other';

export const kinshipLabels: Record<Kinship, string> = {
  seeds: 'one task, two seeds',
  data: 'one prompt, clean and adversarial data',
  type: 'two tasks of one type',
  other: 'tasks of two types',
};

export interface KinshipSummary {
  model: string;
  scope: RankCorrelationResult['scope'];
  neurons: RankCorrelationResult['neurons'];
  percent: number | null;
  kinship: Kinship;
  /** Pairs with a rho over enough neurons. */
  pairs: number;
  /** By Fisher's z. */
  rho: number;
  lowest: number;
  highest: number;
}

export function kinshipOf({ tasks }: Pick<StudyResults, 'tasks'>, { between, task, otherTask }: RankCorrelationResult): Kinship {
  if (between !== 'tasks') return between === 'seeds' ? 'seeds' : 'data';
  const typeOf = (id: string) => tasks.find((entry) => entry.id === id)?.type;
  return typeOf(task) === typeOf(otherTask) ? 'type' : 'other';
}

/** Below this many neurons a rho says nothing: that of three is 1 or -1 in a third of all cases. */
export const FEWEST_NEURONS = 10;

/** rho by what the two rankings have in common, for every model and every way of choosing the neurons, where there are enough of them. */
export function kinshipSummaries(results: StudyResults): KinshipSummary[] {
  const groups = new Map<string, RankCorrelationResult[]>();
  for (const entry of results.rankCorrelations ?? []) {
    if (entry.rho === null || entry.stack !== 'encoder' || entry.count < FEWEST_NEURONS) continue;
    const key = JSON.stringify([entry.model, entry.scope, entry.neurons, entry.percent, kinshipOf(results, entry)]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((entries) => {
    const { model, scope, neurons, percent } = entries[0]!;
    const rhos = entries.map(({ rho }) => rho!);
    return { model, scope, neurons, percent, kinship: kinshipOf(results, entries[0]!), pairs: rhos.length, rho: meanCorrelation(rhos), lowest: Math.min(...rhos), highest: Math.max(...rhos) };
  });
}

/** (rho - mean) / standard deviation over the pairs of a matrix above its diagonal, n in the denominator; null where it is undefined. */
export function normalisedMatrix(rho: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const pairs = rho.flatMap((row, i) => row.filter((value, j): value is number => j > i && value !== null && Number.isFinite(value)));
  const spread = pairs.length < 2 ? 0 : standardDeviation(pairs) * Math.sqrt((pairs.length - 1) / pairs.length);
  return rho.map((row, i) => row.map((value, j) => (i === j || value === null || !Number.isFinite(value) || spread < 1e-12 ? null : (value - mean(pairs)) / spread)));
}

/** One sentence per model on what is seen, over all neurons and layer by layer. */
export function specificitySentence(results: StudyResults): string {
  const summaries = kinshipSummaries(results).filter(({ scope, neurons }) => scope === 'layer' && neurons === 'all');
  return results.models.flatMap(({ id }) => {
    const at = (kinship: Kinship) => summaries.find((summary) => summary.model === id && summary.kinship === kinship);
    const [type, other, seeds] = [at('type'), at('other'), at('seeds')];
    if (type === undefined || other === undefined) return [];
    const more = type.rho - other.rho;
    const seen = Math.abs(more) < 0.05 ? 'agree as much between types as within one' : more > 0 ? 'agree more within a task type than between types' : 'agree less within a task type than between types';
    const seedText = seeds === undefined ? '' : `; two seeds of one task, a change of prompt alone, agree with rho ${fixed(seeds.rho, 2)}`;
    return [`${id}: rankings ${seen} (rho ${fixed(type.rho, 2)} against ${fixed(other.rho, 2)})${seedText}.`];
  }).join(' ');
}
