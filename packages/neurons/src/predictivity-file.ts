import { SkillNeuronsError } from '@skill-neurons/core';
import { readSafetensors, writeSafetensors } from '@skill-neurons/runtime';
import type { Predictivity } from './predictivity.ts';

export interface PredictivityExtras {
  /** Further arrays of [layers, width], e.g. `{ auroc }`. */
  arrays?: Readonly<Record<string, ArrayLike<number>>>;
  /** What a reader should know: the model, the task, the split. */
  metadata?: Readonly<Record<string, string>>;
}

/** Stores predictivity, position, sign, constancy and deadness of all neurons, each [layers, width] float32. */
export async function savePredictivity(path: string, found: Predictivity, { arrays = {}, metadata = {} }: PredictivityExtras = {}): Promise<void> {
  const { stack, layers, width, n, values, position, sign, constant, dead } = found;
  const array = (data: ArrayLike<number>) => ({ shape: [layers, width], data: Float32Array.from(data) });
  await writeSafetensors(
    path,
    {
      predictivity: array(values), position: array(position), sign: array(sign), constant: array(constant), dead: array(dead),
      ...Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, array(data)])),
    },
    { ...metadata, stack, n: String(n) },
  );
}

/** A predictivity with what its file says about it. */
export interface StoredPredictivity {
  layers: number;
  width: number;
  /** [layers, width]. */
  values: Float32Array;
  /** Prompt position and sign of each neuron, [layers, width]; absent in files that hold none. */
  position?: Int32Array;
  sign?: Int8Array;
  /** Whether each answered the same for every example, and whether it never fired, [layers, width]; absent in files that hold none. */
  constant?: Uint8Array;
  dead?: Uint8Array;
  /** As stored with it: stack, n and, from `skill-neurons neurons rank`, model, task and split. */
  metadata: Readonly<Record<string, string>>;
}

/** The predictivity array of a file that {@link savePredictivity} wrote. @throws NEURON_FILE */
export async function loadPredictivity(path: string): Promise<StoredPredictivity> {
  const { tensors, metadata } = await readSafetensors(path);
  const tensor = tensors['predictivity'];
  const invalid = (message: string) => new SkillNeuronsError({ code: 'NEURON_FILE', message, where: path, hint: 'give a file that `skill-neurons neurons rank` wrote' });
  if (!tensor || tensor.shape.length !== 2 || tensor.data.length === 0) throw invalid('no [layers, width] tensor "predictivity" in this file');
  if (!tensor.data.every((value) => value >= 0 && value <= 1)) throw invalid('the tensor "predictivity" holds values outside 0 to 1');
  const { position, sign, constant, dead } = tensors;
  if (position && !position.data.every((value) => Number.isInteger(value) && value >= 0)) throw invalid('the tensor "position" holds what is no position');
  if (sign && !sign.data.every((value) => Math.abs(value) === 1)) throw invalid('the tensor "sign" holds values other than 1 and -1');
  const fits = (...found: ({ data: ArrayLike<number> } | undefined)[]) => found.every((one) => one?.data.length === tensor.data.length);
  return {
    layers: tensor.shape[0]!, width: tensor.shape[1]!, values: tensor.data, metadata,
    ...(fits(position, sign) && { position: Int32Array.from(position!.data), sign: Int8Array.from(sign!.data) }),
    ...(fits(constant, dead) && { constant: Uint8Array.from(constant!.data), dead: Uint8Array.from(dead!.data) }),
  };
}
