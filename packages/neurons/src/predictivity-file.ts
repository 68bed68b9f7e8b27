import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors } from '@skill-neurons/runtime';
import type { Predictivity } from './predictivity.ts';

/** Stores predictivity, position, sign and constancy of all neurons, each [layers, width] float32. */
export async function savePredictivity(path: string, { stack, layers, width, n, values, position, sign, constant }: Predictivity): Promise<void> {
  const array = (data: ArrayLike<number>) => ({ shape: [layers, width], data: Float32Array.from(data) });
  await writeSafetensors(
    path,
    { predictivity: array(values), position: array(position), sign: array(sign), constant: array(constant) },
    { stack, n: String(n) },
  );
}

export interface StoredPredictivity {
  layers: number;
  width: number;
  /** [layers, width]. */
  values: Float32Array;
}

/** The predictivity array of a file that {@link savePredictivity} wrote. @throws NEURON_FILE */
export async function loadPredictivity(path: string): Promise<StoredPredictivity> {
  const { tensors } = await readSafetensors(path);
  const tensor = tensors['predictivity'];
  if (!tensor || tensor.shape.length !== 2) {
    throw new SkillNeuronsError({ code: 'NEURON_FILE', message: 'no [layers, width] tensor "predictivity" in this file', where: path, hint: 'give a file that `skill-neurons neurons rank` wrote' });
  }
  return { layers: tensor.shape[0]!, width: tensor.shape[1]!, values: tensor.data };
}
