import type { Tokenizer } from '@skill-neurons/data';
import { accuracyByPosition, collectNeurons, type Baseline, type CollectOptions, type NeuronActivations, type NeuronPlace, type NeuronValues, type StoredPredictivity } from '@skill-neurons/neurons';
import { batchesOf, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { NeuronAnswers, NeuronExample, NeuronProfile } from '@skill-neurons/reporting';
import { exampleText } from './example-text.ts';

/** Neurons looked at. */
export const profiled = 5;
/** Random neurons of each of their layers that are suppressed alone too. */
export const controlsPerLayer = 3;
/** Rows shown at each end. */
const examplesShown = { clean: 3, adversarial: 2 };
const bins = 12;

/**
 * The best neurons of all layers by their mean predictivity over seeds. Of equal ones those that are constant with fewer seeds come
 * first: where every neuron gets no more than the majority, those that answer anything say more.
 */
export function bestNeurons({ values, width }: NeuronValues, perSeed: readonly StoredPredictivity[]): NeuronPlace[] {
  const constant = (at: number) => perSeed.reduce((sum, seed) => sum + (seed.constant?.[at] ?? 0), 0);
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]! || constant(a) - constant(b) || a - b);
  return order.slice(0, profiled).map((at) => ({ layer: Math.floor(at / width), neuron: at % width }));
}

/** Rows of one kind and what the `neurons` job stored of every neuron on them: for adversarial ones at the positions and signs of the clean ones. */
export interface ProfiledRows {
  split: PreparedSplit;
  found: StoredPredictivity;
}

export interface ProfileSources extends Omit<CollectOptions, 'batches' | 'stack'> {
  neurons: readonly NeuronPlace[];
  tokenizer: Tokenizer;
  batchSize: number;
  baseline: Baseline;
  clean: ProfiledRows;
  adversarial: ProfiledRows | null;
}

/** What single neurons do with a prompt: one pass over the clean and one over the adversarial rows. */
export async function profileNeurons({ neurons, tokenizer, batchSize, baseline, clean, adversarial, ...options }: ProfileSources): Promise<Omit<NeuronProfile, 'model' | 'task' | 'seed'>[]> {
  const { stack, positions, width, mean } = baseline;
  const read = async ({ split }: ProfiledRows) => collectNeurons({ ...options, stack, neurons, batches: batchesOf(split, { batchSize }) });
  const onClean = await read(clean);
  const onAdversarial = adversarial && (await read(adversarial));
  return neurons.map(({ layer, neuron }, i) => {
    const at = layer * width + neuron;
    const position = clean.found.position![at]!;
    const thresholds = Array.from({ length: positions }, (_, j) => mean[(layer * positions + j) * width + neuron]!);
    const view = (rows: ProfiledRows, activations: NeuronActivations) => ({
      answers: answersOf(rows.found, at),
      accuracyByPosition: accuracyByPosition(activations, activations.values[i]!, thresholds).map((share) => rounded(share, 4)),
      found: Array.from({ length: activations.n }, (_, row) => activations.values[i]![row * positions + position]!),
      labels: activations.labels,
    });
    const here = view(clean, onClean);
    const there = adversarial && view(adversarial, onAdversarial!);
    const all = [...here.found, ...(there?.found ?? [])];
    const [low, high] = all.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const, [Infinity, -Infinity] as const);
    const classes = clean.split.labels.length;
    const ends = (rows: ProfiledRows, found: readonly number[], shown: number) => extremes(found, shown).map((end) => end.map((row) => exampleOf(rows.split, row, found[row]!, tokenizer)));
    const [highest, lowest] = ends(clean, here.found, examplesShown.clean) as [NeuronExample[], NeuronExample[]];
    const [adversarialHighest, adversarialLowest] = adversarial ? ends(adversarial, there!.found, examplesShown.adversarial) : [];
    return {
      split: clean.split.split, stack, layer, neuron, position,
      sign: clean.found.sign![at] === 1 ? (1 as const) : (-1 as const),
      clean: clean.found.values[at]!,
      adversarial: adversarial === null ? null : adversarial.found.values[at]!,
      answers: { clean: here.answers, adversarial: there && there.answers },
      accuracyByPosition: { clean: here.accuracyByPosition, adversarial: there && there.accuracyByPosition },
      threshold: significant(thresholds[position]!),
      low: significant(low),
      high: significant(high),
      histogram: histogramOf(here, { low, high, classes }),
      highest, lowest,
      ...(there && { adversarialHistogram: histogramOf(there, { low, high, classes }), adversarialHighest: adversarialHighest!, adversarialLowest: adversarialLowest! }),
    };
  });
}

/** Whether a neuron, layer * width + neuron, tells rows apart. */
export function answersOf({ constant, dead }: StoredPredictivity, at: number): NeuronAnswers {
  return dead?.[at] === 1 ? 'dead' : constant?.[at] === 1 ? 'constant' : 'varied';
}

/** Rows per label in equal bins of [low, high], [classes, bins]. */
function histogramOf({ found, labels }: { found: readonly number[]; labels: ArrayLike<number> }, { low, high, classes }: { low: number; high: number; classes: number }): number[][] {
  const histogram = Array.from({ length: classes }, () => new Array<number>(bins).fill(0));
  for (const [row, value] of found.entries()) histogram[labels[row]!]![high > low ? Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)) : 0]!++;
  return histogram;
}

/** Rows that fire it most and least, the outermost first; no row twice. */
function extremes(found: readonly number[], shown: number): [number[], number[]] {
  const order = [...found.keys()].sort((a, b) => found[b]! - found[a]! || a - b);
  const count = Math.min(shown, Math.floor(order.length / 2));
  return [order.slice(0, count), order.reverse().slice(0, count)];
}

function exampleOf({ examples }: PreparedSplit, row: number, activation: number, tokenizer: Tokenizer): NeuronExample {
  const { ids, label } = examples[row]!;
  return { text: exampleText(ids, tokenizer), label, activation: significant(activation) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Six digits: float32 has no more. */
function significant(value: number): number {
  return Number(value.toPrecision(6));
}
