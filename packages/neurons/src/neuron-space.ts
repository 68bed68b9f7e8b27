import { SkillNeuronsError } from '@skill-neurons/core';
import type { Backbone, NeuronSpace, Stack } from '@skill-neurons/runtime';

/** The FFN neurons of a stack. @throws NO_SUCH_STACK; NEURON_WIDTHS where a pruned model's layers are not of one width */
export function neuronSpace(backbone: Backbone, stack: Stack): NeuronSpace {
  const space = backbone.neuronSpaces.find((candidate) => candidate.stack === stack);
  if (space === undefined) throw new SkillNeuronsError({ code: 'NO_SUCH_STACK', message: `this model has no ${stack}`, where: backbone.folder, hint: 'use the encoder' });
  if (space.widths === undefined) return space;
  throw new SkillNeuronsError({
    code: 'NEURON_WIDTHS',
    message: `the layers of the ${stack} have ${space.widths.join(', ')} neurons: neurons are analysed in models of equal layers`,
    where: backbone.folder,
    hint: 'take the model that this one was pruned from, or prune every layer alike',
  });
}
