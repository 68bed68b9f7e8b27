import { SkillNeuronsError } from '@skill-neurons/core';
import type { StoredPredictivity } from '@skill-neurons/neurons';
import type { Backbone, Stack } from '@skill-neurons/runtime';

/** @throws NEURON_SHAPE when a ranking was made with another model. */
export function assertFitsBackbone({ layers, width }: StoredPredictivity, backbone: Backbone, stack: Stack, where: string): void {
  const space = backbone.neuronSpaces.find((candidate) => candidate.stack === stack);
  if (space && space.layers === layers && space.width === width) return;
  const has = space ? `${space.layers} x ${space.width} in its ${stack}` : `no ${stack}`;
  throw new SkillNeuronsError({ code: 'NEURON_SHAPE', message: `ranks ${layers} x ${width} neurons, the model has ${has}`, where, hint: 'rank the neurons of this very model' });
}

/** @throws NEURON_SHAPE when two rankings are of different models. */
export function assertSameShape(a: StoredPredictivity, b: StoredPredictivity, where: string): void {
  if (a.layers === b.layers && a.width === b.width) return;
  throw new SkillNeuronsError({ code: 'NEURON_SHAPE', message: `ranks ${b.layers} x ${b.width} neurons, the other file ${a.layers} x ${a.width}`, where, hint: 'compare rankings of one model' });
}
