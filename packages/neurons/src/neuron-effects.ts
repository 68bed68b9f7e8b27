import { mcNemar, mean, standardError } from '@skill-neurons/core';
import type { Evaluation } from '@skill-neurons/prompt-tuning';
import { assertNeurons, type NeuronPlace } from './neuron-place.ts';
import { neuronSpace } from './neuron-space.ts';
import type { NeuronSet } from './neuron-set.ts';
import { evaluateSuppressed, type SuppressedEvaluationOptions } from './suppress-sets.ts';

/** What suppressing some neurons, often a single one, does to the answers, paired by example. */
export interface SuppressionEffect {
  n: number;
  /** Right answers with nothing suppressed. */
  correct: number;
  /** Answers that were right and are wrong without the neurons, and the other way round. */
  lost: number;
  gained: number;
  /** McNemar's exact test of the two; 1 where no answer changes. */
  p: number;
  /** Mean margin (score of the right label minus the highest other one) with nothing suppressed, and by how much it changes: below 0 where answers get less sure. */
  margin: number;
  marginChange: number;
  /** Of `marginChange`, over examples; null with fewer than two. */
  standardError: number | null;
  /** Mean change of the margin per class, since a neuron that speaks for one class helps one side and hurts the other; null without examples. */
  marginChangeByLabel: (number | null)[];
}

/** What suppressing a neuron did to the answers. @param classes their number; of both evaluations, on the same examples */
export function suppressionEffect(intact: Evaluation, suppressed: Evaluation, classes: number): SuppressionEffect {
  const right = ({ predictions, labels }: Evaluation) => Array.from(predictions, (prediction, i) => prediction === labels[i]);
  const { onlyFirst: lost, onlySecond: gained, p } = mcNemar(right(intact), right(suppressed));
  const { n, correct, labels } = intact;
  const changes = Array.from(suppressed.margins, (margin, i) => margin - intact.margins[i]!);
  return {
    n, correct, lost, gained, p,
    margin: mean([...intact.margins]),
    marginChange: mean(changes),
    standardError: n < 2 ? null : standardError(changes),
    marginChangeByLabel: Array.from({ length: classes }, (_, label) => {
      const ofLabel = changes.filter((__, i) => labels[i] === label);
      return ofLabel.length === 0 ? null : mean(ofLabel);
    }),
  };
}

/** Sets of one neuron each. */
export function singleNeuronSets(neurons: readonly NeuronPlace[], layers: number): NeuronSet[] {
  return neurons.map(({ layer, neuron }) => Array.from({ length: layers }, (_, l) => (l === layer ? [neuron] : [])));
}

/** Evaluates a prompt with nothing suppressed, and with each of these neurons suppressed alone. @throws SUPPRESS_POSITIONS, NEURON_GRID */
export async function suppressOneByOne(neurons: readonly NeuronPlace[], options: SuppressedEvaluationOptions): Promise<{ intact: Evaluation; suppressed: Evaluation[]; effects: SuppressionEffect[] }> {
  const space = neuronSpace(options.backbone, options.stack ?? 'encoder');
  assertNeurons(neurons, space, options.backbone.folder);
  const [intact, ...suppressed] = await evaluateSuppressed([[], ...singleNeuronSets(neurons, space.layers)], options);
  return { intact: intact!, suppressed, effects: suppressed.map((evaluation) => suppressionEffect(intact!, evaluation, options.columns.length)) };
}
