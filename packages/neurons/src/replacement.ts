import { SkillNeuronsError } from '@skill-neurons/core';
import type { Backbone, HookPositions, Intervention, Stack } from '@skill-neurons/runtime';
import type { ActivationMoments } from './activation-moments.ts';
import type { NeuronSet } from './neuron-set.ts';

/**
 * What a suppressed neuron gives instead of its activation:
 * - `zero`, the paper's;
 * - `mean`: its mean at the position on the rows of `moments`, at the prompt the baseline activation; text tokens share one mean;
 * - `gaussian`: noise with that mean and `scale` times its standard deviation there, one draw per example and neuron.
 */
export type Replacement =
  | { kind: 'zero' }
  | { kind: 'mean'; moments: ActivationMoments }
  | { kind: 'gaussian'; moments: ActivationMoments; scale?: number | undefined; seed: number | string };

/**
 * Which positions of a stack can be changed. In the decoder, all its positions are steps of the label word: `mask`, the scored
 * position, and `all` are the same there.
 * @throws SUPPRESS_POSITIONS
 */
export function assertPositions(positions: HookPositions, stack: Stack, { family, folder }: Pick<Backbone, 'family' | 'folder'>): void {
  const wrong = (message: string, hint: string) => new SkillNeuronsError({ code: 'SUPPRESS_POSITIONS', message, where: folder, hint });
  if (stack === 'decoder' && (positions === 'prompt' || positions === 'text')) throw wrong(`the decoder has no ${positions} positions`, 'use all');
  if (stack === 'encoder' && positions === 'mask' && family !== 'masked-lm') throw wrong('the encoder of T5 has no mask position', 'use all, prompt or text');
}

/** The interventions that replace the neurons of a set in one batch; together they cover the positions. */
export function interventionsOf(replacement: Replacement, neurons: NeuronSet, { stack, positions, examples }: { stack: Stack; positions: HookPositions; examples: ArrayLike<number> }): Intervention[] {
  const at = stack === 'decoder' ? 'all' : positions;
  if (replacement.kind === 'zero') return [{ kind: 'zero', stack, neurons, positions: at }];
  const parts: HookPositions[] = stack === 'encoder' && at === 'all' ? ['prompt', 'text'] : [at];
  return parts.map((part) => {
    const rows = (of: 'mean' | 'standardDeviation', scale = 1) => valuesAt(replacement.moments, part, of, scale);
    if (replacement.kind === 'mean') return { kind: 'mean', stack, neurons, positions: part, values: rows('mean') };
    const { scale = 1, seed } = replacement;
    const seeds = Array.from(examples, (example) => `${seed}/${example}`);
    return { kind: 'gaussian', stack, neurons, positions: part, means: rows('mean'), standardDeviations: rows('standardDeviation', scale), seeds };
  });
}

/** Per layer, [positions, width] at the prompt, else [width]. */
function valuesAt({ layers, positions, width, prompt, text }: ActivationMoments, at: HookPositions, of: 'mean' | 'standardDeviation', scale: number): Float32Array[] {
  const source = at === 'text' ? text[of] : prompt[of];
  const perLayer = at === 'text' ? width : positions * width;
  const length = at === 'mask' ? width : perLayer;
  return Array.from({ length: layers }, (_, layer) => source.slice(layer * perLayer, layer * perLayer + length).map((value) => scale * value));
}
