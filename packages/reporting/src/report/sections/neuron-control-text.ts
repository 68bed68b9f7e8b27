import { countText, fixed, listText } from '../../format.ts';
import type { NeuronControl, StudyResults } from '../../study-results.ts';
import { controlsOf, countLargest, exceeded, randomEffects, runsOn } from '../../summaries/neuron-controls.ts';
import type { Spread } from '../../summaries/neuron-controls.ts';
import { suppressedSplits } from '../../summaries/profiled-neurons.ts';
import type { ProfiledNeuron } from '../../summaries/profiled-neurons.ts';
import { signedText } from '../neuron-numbers.ts';

/** Over all skill neurons: how often one moves the margin more than random neurons of its layer. Empty without these. */
export function controlCountText(results: StudyResults): string {
  const counts = countLargest(results);
  if (counts.length === 0) return '';
  const { neuronControls = [] } = results;
  const bySplit = listText(counts.map(({ split, runs, largest, expected }) => `in ${largest.mean} of ${runs} cases on ${split} (by the label that it moves furthest: ${largest.label}; ${fixed(expected, 1)} expected if it were any neuron)`));
  return `As a control, random other neurons of the same layers were suppressed alone too, with each seed (${neuronsText(neuronControls)}). A skill neuron changes the margin more, up or down, than all random ones of its layer ${bySplit}. A case is a neuron with one seed; there is no p-value, since neurons of a layer share their random ones, seeds share the neurons, and splits the prompts.`;
}

/** One neuron beside the random ones of its layer, all seeds together. Empty without these. */
export function neuronControlText(results: StudyResults, neuron: ProfiledNeuron): string {
  const bySeed = neuron.perSeed.map((profile) => ({ profile, controls: controlsOf(results, profile) })).filter(({ controls }) => controls.length > 0);
  const all = bySeed.flatMap(({ controls }) => controls);
  const told = suppressedSplits([neuron]).flatMap(({ split }) => {
    const effects = randomEffects(runsOn(all, split));
    const compared = bySeed.flatMap(({ profile: { suppressedAlone = [] }, controls }) => suppressedAlone.filter((run) => run.split === split && run.n > 0).map((own) => ({ own, random: runsOn(controls, split) })));
    if (effects === null || compared.length === 0) return [];
    const largest = compared.filter(({ own, random }) => exceeded(own, random, 'mean') === random.length).length;
    const { lost, gained, marginChange } = effects;
    return [`on ${split} ${countsText(lost)} answers lost, ${countsText(gained)} gained, margin ${spreadText(marginChange)}, all less than this neuron with ${largest} of ${countText(compared.length, 'seed')}`];
  });
  return told.length === 0 ? '' : `Random neurons of layer ${neuron.layer}, each alone (${neuronsText(all)}): ${told.join('; ')}.`;
}

function spreadText({ median, low, high }: Spread): string {
  return `${signedText(median)} (${signedText(low)} to ${signedText(high)})`;
}

function countsText({ low, high }: Spread): string {
  return low === high ? String(low) : `${low} to ${high}`;
}

function neuronsText(controls: readonly NeuronControl[]): string {
  const kinds = (['constant', 'dead'] as const).flatMap((kind) => {
    const count = controls.filter(({ answers }) => answers === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `${controls.length} in all${kinds.length === 0 ? ', none constant' : `, of which ${listText(kinds)}`}`;
}
