import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import type { ActivationHook, HookSite, NeuronSpace } from '../types.ts';
import { checkIntervention, invalid, type Intervention } from './intervention.ts';
import { positionRange } from './position-range.ts';

/** An intervention ready to run. */
export interface InterventionHandle {
  hook: ActivationHook;
  /** Frees its tensors. */
  dispose(): void;
}

/** Changes the activation of one layer at the chosen positions, [batch, count, width]. */
type Change = (activation: Tensor3D, site: HookSite) => Tensor3D;

/**
 * Makes a hook of an intervention record. The chosen neurons enter as tensors, never as the shape of the computation, so that
 * a backend that compiles graphs compiles one for all sets of neurons.
 * @param space the neurons of the stack that it concerns, from {@link Backbone.neuronSpaces}
 * @throws INTERVENTION_INVALID
 */
export function interventionHook(intervention: Intervention, space: NeuronSpace): InterventionHandle {
  checkIntervention(intervention, space);
  const kept: Tensor[] = [];
  const keep = <T extends Tensor>(tensor: T): T => {
    kept.push(tf.keep(tensor));
    return tensor;
  };
  const change = changeOf(intervention, space, keep);
  const hook: ActivationHook = (activation, site) => {
    if (site.stack !== intervention.stack) return undefined;
    const { begin, count } = positionRange(intervention.positions, site, activation.shape[1]);
    return count === 0 ? undefined : changePositions(activation, begin, count, (part) => change(part, site));
  };
  return { hook, dispose: () => tf.dispose(kept) };
}

function changeOf(intervention: Intervention, { width }: NeuronSpace, keep: <T extends Tensor>(tensor: T) => T): Change {
  const chosen = intervention.neurons.map((indices) => indicator(indices, width));
  if (intervention.kind === 'noise') {
    const drops = chosen.map((values) => keep(tf.tensor1d(values)));
    const draw = drawer(intervention.seed, chosen.length);
    return (activation, { layer }) => tf.add(activation, tf.mul(tf.mul(draw(activation.shape, layer), intervention.standardDeviation), drops[layer]!));
  }
  const keeps = chosen.map((values) => keep(tf.tensor1d(values.map((value) => 1 - value))));
  if (intervention.kind === 'zero') return (activation, { layer }) => tf.mul(activation, keeps[layer]!);
  const rowsOf = (values: readonly (Float32Array | readonly number[])[]) => values.map((ofLayer, layer) => keep(fillRows(ofLayer, chosen[layer]!)));
  const fills = rowsOf(intervention.kind === 'mean' ? intervention.values : intervention.means);
  const spreads = intervention.kind === 'gaussian' ? rowsOf(intervention.standardDeviations) : [];
  const draw = intervention.kind === 'gaussian' ? drawerOfExamples(intervention.seeds) : undefined;
  return (activation, site) => {
    const { layer } = site;
    const filled: Tensor3D = tf.add(tf.mul(activation, keeps[layer]!), rowsFor(activation, site, fills[layer]!));
    return draw === undefined ? filled : tf.add(filled, tf.mul(draw(activation.shape, layer), rowsFor(activation, site, spreads[layer]!)));
  };
}

/** The values that belong to the positions to be changed, [1 or positions, width]. */
function rowsFor(activation: Tensor3D, { scoredOnly }: HookSite, values: Tensor2D): Tensor2D {
  if (values.shape[0] === 1 || values.shape[0] === activation.shape[1]) return values;
  if (scoredOnly && activation.shape[1] === 1) return tf.slice(values, [0, 0], [1, values.shape[1]]);
  throw invalid(`it has values for ${values.shape[0]} positions, ${activation.shape[1]} are to be changed`);
}

function changePositions(activation: Tensor3D, begin: number, count: number, change: (part: Tensor3D) => Tensor3D): Tensor3D {
  const [batch, length, width] = activation.shape;
  if (count === length) return change(activation);
  const part = (from: number, size: number) => tf.slice(activation, [0, from, 0], [batch, size, width]);
  const end = begin + count;
  const parts = [change(part(begin, count))];
  if (begin > 0) parts.unshift(part(0, begin));
  if (end < length) parts.push(part(end, length - end));
  return tf.concat(parts, 1);
}

/** 1 at the chosen neurons, else 0. */
function indicator(indices: readonly number[], width: number): Float32Array {
  const values = new Float32Array(width);
  for (const index of indices) values[index] = 1;
  return values;
}

/** The given values at the chosen neurons, else 0: [1 or positions, width]. */
function fillRows(values: Float32Array | readonly number[], chosen: Float32Array): Tensor2D {
  const width = chosen.length;
  // Not a product: a value of a neuron that is not chosen may be NaN.
  const filled = Float32Array.from(values, (value, i) => (chosen[i % width] === 1 ? value : 0));
  return tf.tensor2d(filled, [values.length / width, width]);
}

/** Standard normal numbers: one draw per example and neuron, [batch, 1, width]; each layer has its own source. */
function drawer(seed: number | string, layers: number): (shape: readonly [number, number, number], layer: number) => Tensor3D {
  const root = createRandom(seed);
  const sources = Array.from({ length: layers }, (_, layer) => root.fork(layer));
  return ([batch, , width], layer) => tf.tensor3d(Float32Array.from({ length: batch * width }, () => sources[layer]!.normal()), [batch, 1, width]);
}

/** The same with a source for each example and layer. */
function drawerOfExamples(seeds: readonly (number | string)[]): (shape: readonly [number, number, number], layer: number) => Tensor3D {
  return ([batch, , width], layer) => {
    if (seeds.length !== batch) throw invalid(`it has seeds for ${seeds.length} examples, the batch has ${batch}`);
    const draws = new Float32Array(batch * width);
    seeds.forEach((seed, example) => {
      const source = createRandom(seed).fork(layer);
      for (let i = 0; i < width; i++) draws[example * width + i] = source.normal();
    });
    return tf.tensor3d(draws, [batch, 1, width]);
  };
}
