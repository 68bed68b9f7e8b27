import { mean } from '@skill-neurons/core';
import { fixed, percentText } from '../format.ts';
import type { NullResult, StudyResults } from '../study-results.ts';

/** Share of all neurons that are discoveries. */
export function discoveryShare({ layers }: NullResult): number {
  return layers.reduce((sum, { discoveries }) => sum + discoveries, 0) / layers.reduce((sum, { neurons }) => sum + neurons, 0);
}

/** One sentence per model: how many neurons predict beyond chance, and what the best are worth on rows that did not choose them. */
export function nullSentence({ models, nulls = [] }: StudyResults): string {
  return models.flatMap(({ id }) => {
    const own = nulls.filter(({ model }) => model === id);
    const shareOn = (adversarial: boolean) => {
      const entries = own.filter((entry) => entry.adversarial === adversarial);
      return entries.length === 0 ? undefined : mean(entries.map(discoveryShare));
    };
    const [clean, adversarial] = [shareOn(false), shareOn(true)];
    if (clean === undefined) return [];
    const stable = own.flatMap(({ stability, adversarial: attacked }) => (stability === null || attacked ? [] : [stability]));
    const worth = stable.length === 0 ? '' : `; its top ${stable[0]!.top}% score ${fixed(mean(stable.map(({ whereChosen }) => whereChosen)), 2)} on the half of the clean rows that chose them, ${fixed(mean(stable.map(({ elsewhere }) => elsewhere)), 2)} on the other (all others ${fixed(mean(stable.map(({ othersElsewhere }) => othersElsewhere)), 2)})`;
    return [`${id}: ${percentText(clean)} of the neurons predict clean labels better than shuffled ones${adversarial === undefined ? '' : `, ${percentText(adversarial)} adversarial ones`} (false discovery rate ${own[0]!.rate})${worth}.`];
  }).join(' ');
}
