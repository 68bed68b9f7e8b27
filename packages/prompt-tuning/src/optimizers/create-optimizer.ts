import { Adafactor, type AdafactorOptions } from './adafactor.ts';
import { Adam, type AdamOptions } from './adam.ts';
import type { Optimizer, OptimizerState, TableShape } from './optimizer.ts';

/** Which optimizer, and its numbers: AdamW with PyTorch's, but for an epsilon of 1e-6, where nothing is said. */
export type OptimizerSettings = ({ kind?: 'adamw' | 'adam' | undefined } & AdamOptions) | ({ kind: 'adafactor' } & AdafactorOptions);

/** An optimizer at its first step, or one that goes on from a stored state. */
export function createOptimizer(settings: OptimizerSettings, shape: TableShape, state?: OptimizerState): Optimizer {
  if (settings.kind === 'adafactor') return new Adafactor(shape, settings, state);
  return new Adam(shape[0] * shape[1], settings.kind ?? 'adamw', settings, state);
}
