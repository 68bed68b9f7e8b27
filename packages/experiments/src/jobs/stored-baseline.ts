import type { Baseline } from '@skill-neurons/neurons';
import { readSafetensors } from '@skill-neurons/runtime';

/** The baseline activations that a `neurons` job stored. */
export async function storedBaseline(path: string): Promise<Baseline> {
  const { tensors, metadata } = await readSafetensors(path);
  const { shape, data } = tensors['baseline']!;
  const [layers, positions, width] = shape as [number, number, number];
  return { stack: metadata['stack'] === 'decoder' ? 'decoder' : 'encoder', layers, positions, width, n: Number(metadata['n']), mean: data };
}
