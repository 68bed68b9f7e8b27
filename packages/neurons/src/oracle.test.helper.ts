import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '@skill-neurons/runtime';
import { emptyFiringCounts, type FiringCounts } from './firing-counts.ts';

/** Activations of one split of test/fixtures/<model>-activations.safetensors, [n, layers, positions, width]. */
export interface StoredSplit {
  n: number;
  layers: number;
  positions: number;
  width: number;
  activations: Float32Array;
  labels: number[];
}

const fixture = (name: string) => fileURLToPath(new URL(`../test/fixtures/${name}`, import.meta.url));

/** What tooling/oracle/neuron_statistics.py found. */
export function readExpected<Expected>(model: string): Expected {
  return JSON.parse(readFileSync(fixture(`${model}-expected.json`), 'utf8')) as Expected;
}

export async function readActivations(model: string): Promise<(split: string) => StoredSplit> {
  const { tensors } = await readSafetensors(fixture(`${model}-activations.safetensors`));
  return (split) => {
    const { shape, data } = tensors[split]!;
    const [n, layers, positions, width] = shape as [number, number, number, number];
    return { n, layers, positions, width, activations: data, labels: [...tensors[`${split}_labels`]!.data] };
  };
}

/** Mean activation, [layers, positions, width]. */
export function meanActivation({ n, activations }: StoredSplit): Float32Array {
  const size = activations.length / n;
  return Float32Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let example = 0; example < n; example++) sum += activations[example * size + i]!;
    return sum / n;
  });
}

/** Counts of stored examples, one by one; `labels` may be others than their own, and -1 leaves an example out. */
export function countStored(split: StoredSplit, baseline: Float32Array, labels: readonly number[] = split.labels, classes = 2): FiringCounts {
  const { layers, positions, width, activations } = split;
  const counts = emptyFiringCounts({ stack: 'encoder', layers, positions, width }, classes);
  labels.forEach((label, example) => {
    if (label === -1) return;
    counts.classCounts[label]!++;
    for (let i = 0; i < baseline.length; i++) if (activations[example * baseline.length + i]! > baseline[i]!) counts.fired[label * baseline.length + i]!++;
  });
  return counts;
}
