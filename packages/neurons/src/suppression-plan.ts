import type { HookPositions } from '@skill-neurons/runtime';
import { profileAt, type ActivationMoments } from './activation-moments.ts';
import { matchedSet, type MatchedControl } from './matched-controls.ts';
import { onlyLayer, type NeuronSet } from './neuron-set.ts';
import { leastSet, randomSet, type ControlKind } from './suppress-controls.ts';
import { topSet, type NeuronValues, type RankingScope } from './top-set.ts';

export interface SuppressionPlanOptions {
  /** Rankings of the same neurons by name, e.g. `clean` and `adversarial`. */
  rankings: readonly { name: string; values: NeuronValues }[];
  /** Percentages of each layer, or of the model; for each ranking. */
  percentages: readonly number[];
  /** `layer` by default (paper.md A8). */
  scope?: RankingScope;
  controls?: readonly ControlKind[];
  /** Draws of each control that is random; default 3. */
  draws?: number;
  seed: number | string;
  /** Needed for matched controls. */
  moments?: ActivationMoments | undefined;
  /** Where activations will be replaced: matched controls are as active as skill neurons there. */
  positions?: HookPositions;
  /** Also suppress one layer at a time, at this percentage. */
  perLayer?: number | undefined;
}

/** One set of neurons to suppress, and what it is. */
export interface PlannedSuppression {
  neurons: 'skill' | ControlKind;
  /** Whose best neurons they are, or are compared with; null for random neurons that serve all rankings alike. */
  ranking: string | null;
  /** Number of the random draw, from 0; null where nothing is drawn. */
  draw: number | null;
  percent: number;
  /** The one layer that is suppressed; null for all. */
  layer: number | null;
  set: NeuronSet;
  /** Of matched controls. */
  match?: Omit<MatchedControl, 'set'>;
}

/**
 * All sets of neurons of a suppression experiment: the best of each ranking and their controls at all percentages, and the
 * layers one by one. Controls have as many neurons in every layer as what they are compared with.
 */
export function planSuppression(options: SuppressionPlanOptions): PlannedSuppression[] {
  const { rankings, percentages, scope = 'layer', perLayer } = options;
  const profile = options.moments && profileAt(options.moments, options.positions ?? 'all');
  const whole = (percent: number) => {
    const planned = rankings.flatMap(({ name, values }, r) => {
      const skill = topSet(values, percent, scope);
      const controls = controlsOf({ name, values, skill, profile, options, first: r === 0 });
      return [{ neurons: 'skill' as const, ranking: name, draw: null, set: skill }, ...controls];
    });
    return planned.map((set) => ({ ...set, percent }));
  };
  const curves = percentages.flatMap((percent) => whole(percent).map((planned): PlannedSuppression => ({ ...planned, layer: null })));
  if (perLayer === undefined) return curves;
  const layers = rankings[0]?.values.layers ?? 0;
  const layerByLayer = whole(perLayer).flatMap((planned) => Array.from({ length: layers }, (_, layer): PlannedSuppression => ({ ...planned, layer, set: onlyLayer(planned.set, layer) })));
  return [...curves, ...layerByLayer];
}

interface ControlsOf {
  name: string;
  values: NeuronValues;
  skill: NeuronSet;
  profile: ReturnType<typeof profileAt> | undefined;
  options: SuppressionPlanOptions;
  first: boolean;
}

function controlsOf({ name, values, skill, profile, options, first }: ControlsOf): Omit<PlannedSuppression, 'percent' | 'layer'>[] {
  const { controls = ['random'], draws = 3, seed, scope = 'layer' } = options;
  const { width } = values;
  const drawn = Array.from({ length: draws }, (_, draw) => draw);
  return controls.flatMap((neurons): Omit<PlannedSuppression, 'percent' | 'layer'>[] => {
    if (neurons === 'least') return [{ neurons, ranking: name, draw: null, set: leastSet(skill, values) }];
    if (neurons === 'matched') {
      if (!profile) throw new RangeError('matched controls need the moments of the activations');
      return drawn.map((draw) => {
        const { set, ...match } = matchedSet(skill, { profile, width, seed: `${seed}/${draw}` });
        return { neurons, ranking: name, draw, set, match };
      });
    }
    // With a share of each layer, sizes do not depend on the ranking, so one draw serves all.
    if (scope === 'layer' && !first) return [];
    return drawn.map((draw) => ({ neurons, ranking: scope === 'layer' ? null : name, draw, set: randomSet(skill, width, `${seed}/${draw}`) }));
  });
}
