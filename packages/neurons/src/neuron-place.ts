import { SkillNeuronsError } from '@skill-neurons/core';
import type { NeuronSpace } from '@skill-neurons/runtime';

/** A neuron of a stack, both numbers from 0. */
export interface NeuronPlace {
  layer: number;
  neuron: number;
}

/** @throws NEURON_GRID for a neuron that the model has not */
export function assertNeurons(neurons: readonly NeuronPlace[], { layers, width, stack }: Pick<NeuronSpace, 'layers' | 'width' | 'stack'>, where: string): void {
  const within = (index: number, count: number) => Number.isInteger(index) && index >= 0 && index < count;
  const outside = neurons.find(({ layer, neuron }) => !within(layer, layers) || !within(neuron, width));
  if (outside === undefined) return;
  throw new SkillNeuronsError({
    code: 'NEURON_GRID',
    message: `no neuron ${outside.layer}.${outside.neuron} in ${layers} layers x ${width} neurons of the ${stack}`,
    where,
    hint: 'name one as LAYER.NEURON, both counted from 0',
  });
}
