import type { StudyResults } from '../study-results.ts';
import { kinshipLabels, kinshipOf, kinshipSummaries, specificitySentence } from '../summaries/rank-correlations.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, specHead } from './theme.ts';

/** rho of every two rankings of a model, by what they have in common. */
export function rankCorrelationFigure(results: StudyResults): Figure | undefined {
  const pairs = (results.rankCorrelations ?? []).flatMap((entry) =>
    entry.scope === 'layer' && entry.neurons === 'all' && entry.stack === 'encoder' && entry.rho !== null ? [{ kind: 'pair', model: entry.model, kinship: kinshipLabels[kinshipOf(results, entry)], rho: entry.rho }] : []);
  if (pairs.length === 0) return undefined;
  const means = kinshipSummaries(results).filter(({ scope, neurons }) => scope === 'layer' && neurons === 'all').map(({ model, kinship, rho }) => ({ kind: 'mean', model, kinship: kinshipLabels[kinship], rho }));
  const looks = modelLooks(results.models);
  const { color, shape } = modelScales(looks);
  const order = Object.values(kinshipLabels).filter((label) => pairs.some(({ kinship }) => kinship === label));
  const y = { field: 'kinship', type: 'nominal', sort: order, title: null };
  const yOffset = { field: 'model', type: 'nominal', sort: looks.map(({ id }) => id) };
  const x = { field: 'rho', type: 'quantitative', axis: { title: "Spearman's rho (mean over encoder layers)", tickCount: 6 } };
  return {
    name: 'rank-correlations',
    title: 'How far two rankings of a model agree',
    caption: 'Strokes: every two rankings, neuron by neuron; points: their means. 0 is no agreement, 1 the same order. Neurons of two models have nothing to do with each other, so no rankings are compared between models.',
    summary: `${pairs.length} pairs. ${specificitySentence(results)}`,
    spec: {
      ...specHead,
      data: { values: [...pairs, ...means] },
      width: 480,
      height: { step: 20 * results.models.length + 8, for: 'position' },
      layer: [
        { mark: { type: 'rule', strokeDash: [4, 3], opacity: 0.5, color: INK }, encoding: { x: { datum: 0, type: 'quantitative' } } },
        { transform: [{ filter: "datum.kind === 'pair'" }], mark: { type: 'tick', orient: 'vertical', size: 14, thickness: 1.5, opacity: 0.45 }, encoding: { y, yOffset, x, color } },
        { transform: [{ filter: "datum.kind === 'mean'" }], mark: { type: 'point', filled: true, size: 80, opacity: 1 }, encoding: { y, yOffset, x, color, shape } },
      ],
    },
  };
}
