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

/**
 * @throws NEURON_SHAPE, NEURON_MODELS when two rankings are of different models: neuron i of one has nothing to do with neuron i of
 *   another, even where both have as many.
 */
export function assertSameModel(a: StoredPredictivity, b: StoredPredictivity, where: string): void {
  const [modelA, modelB] = [a.metadata['model'], b.metadata['model']];
  if (a.layers === b.layers && a.width === b.width) {
    if (modelA === undefined || modelB === undefined || modelA === modelB) return;
    const hint = 'compare rankings of one model; for several models see `neurons retained` and `neurons link`';
    throw new SkillNeuronsError({ code: 'NEURON_MODELS', message: `ranks the neurons of ${modelB}, the other file those of ${modelA}: they cannot be paired`, where, hint });
  }
  throw new SkillNeuronsError({ code: 'NEURON_SHAPE', message: `ranks ${b.layers} x ${b.width} neurons, the other file ${a.layers} x ${a.width}`, where, hint: 'compare rankings of one model' });
}
