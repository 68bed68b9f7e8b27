import { SkillNeuronsError } from '@skill-neurons/core';
import type { NeuronSpace, Stack } from '../types.ts';
import type { HookPositions } from './position-range.ts';

interface NeuronSelection {
  stack: Stack;
  /** Indices of the chosen neurons, one list per layer of the stack. */
  neurons: readonly (readonly number[])[];
  positions: HookPositions;
}

/**
 * What to do to chosen neurons, as a record that can be stored:
 * - `zero`: their activation becomes 0 (suppression);
 * - `mean`: it becomes a given value per layer, either [width], or [positions x width] row-major for as many positions as
 *   are chosen (baseline activations at the prompt positions);
 * - `gaussian`: it becomes a draw of a normal distribution whose means and standard deviations are given like the values
 *   of `mean`; one standard normal draw per example and neuron serves all positions, and depends on the example's seed alone;
 * - `noise`: Gaussian noise is added, one draw per example and neuron, the same at all positions (Wang et al. 2022). The
 *   draws follow the order of the examples, whatever their batches.
 */
export type Intervention =
  | (NeuronSelection & { kind: 'zero' })
  | (NeuronSelection & { kind: 'mean'; values: readonly (Float32Array | readonly number[])[] })
  | (NeuronSelection & {
      kind: 'gaussian';
      means: readonly (Float32Array | readonly number[])[];
      standardDeviations: readonly (Float32Array | readonly number[])[];
      /** One per example of the batch. */
      seeds: readonly (number | string)[];
    })
  | (NeuronSelection & { kind: 'noise'; standardDeviation: number; seed: number | string });

/** @throws INTERVENTION_INVALID where the record does not fit the neurons of the stack. */
export function checkIntervention(intervention: Intervention, space: NeuronSpace): void {
  const { stack, neurons } = intervention;
  if (stack !== space.stack) throw invalid(`it concerns the ${stack}, the neurons given are the ${space.stack}'s`);
  if (neurons.length !== space.layers) throw invalid(`it lists neurons of ${neurons.length} layers, the ${stack} has ${space.layers}`);
  for (const [layer, indices] of neurons.entries()) {
    const wrong = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= space.width);
    if (wrong !== undefined) throw invalid(`layer ${layer} has no neuron ${wrong}: they are 0 to ${space.width - 1}`);
  }
  if (intervention.kind === 'noise' && !(intervention.standardDeviation >= 0)) throw invalid('the standard deviation must be 0 or more');
  if (intervention.kind === 'mean') checkValues(intervention.values, space);
  if (intervention.kind === 'gaussian') {
    checkValues(intervention.means, space);
    checkValues(intervention.standardDeviations, space);
    if (intervention.means.some(({ length }, layer) => length !== intervention.standardDeviations[layer]!.length)) throw invalid('means and standard deviations differ in number');
  }
}

function checkValues(values: readonly { length: number }[], { layers, width }: NeuronSpace): void {
  if (values.length !== layers) throw invalid(`it has values of ${values.length} layers, there are ${layers}`);
  const wrong = values.findIndex(({ length }) => length === 0 || length % width !== 0);
  if (wrong >= 0) throw invalid(`layer ${wrong} has ${values[wrong]!.length} values: a multiple of the width ${width} is needed`);
}

export function invalid(message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'INTERVENTION_INVALID', message, hint: 'take neurons and values from an analysis of this very model' });
}
