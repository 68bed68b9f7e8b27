import { recipes, triggerRecipe } from '@skill-neurons/adversarial';
import type { CommandEnvironment } from '../command.ts';
import type { ListAttacksOptions } from '../commands/attack.ts';

export async function listAttacks({ verbose }: ListAttacksOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const shown = [...recipes, triggerRecipe].map(({ name, level, description, source, deviations, defaults, preservesLabel, maskedLmOnly = false, whiteBox = false }) => ({ name, level, description, source, deviations, defaults, preservesLabel, maskedLmOnly, whiteBox }));
  const lines = shown.flatMap(({ name, level, description, source, deviations, defaults, preservesLabel, maskedLmOnly, whiteBox }) => {
    const settings = [
      ...(defaults.maximumShare === undefined ? [] : [`--max-perturbed ${defaults.maximumShare}`]),
      ...(defaults.minimumSimilarity === undefined ? [] : [`--min-similarity ${defaults.minimumSimilarity}`]),
      ...(defaults.population === undefined ? [] : [`--population ${defaults.population} --generations ${defaults.generations}`]),
      ...(whiteBox ? ['sees gradients'] : []),
      ...(preservesLabel ? [] : ['the true label may change']),
      ...(maskedLmOnly ? ['not for T5'] : []),
    ];
    return [`${name} (${level}): ${description}`, `  ${source}${settings.length === 0 ? '' : `; ${settings.join(', ')}`}`, ...(verbose ? deviations.map((deviation) => `  - ${deviation}`) : [])];
  });
  terminal.result(shown, lines.join('\n'));
}
