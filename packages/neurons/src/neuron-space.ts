import { SkillNeuronsError } from '@skill-neurons/core';
import type { Backbone, NeuronSpace, Stack } from '@skill-neurons/runtime';

/** The FFN neurons of a stack. @throws NO_SUCH_STACK */
export function neuronSpace(backbone: Backbone, stack: Stack): NeuronSpace {
  const space = backbone.neuronSpaces.find((candidate) => candidate.stack === stack);
  if (space) return space;
  throw new SkillNeuronsError({ code: 'NO_SUCH_STACK', message: `this model has no ${stack}`, where: backbone.folder, hint: 'use the encoder' });
}
