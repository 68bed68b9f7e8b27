import { collectActivations, type Baseline, type CollectOptions, type Predictivity } from '@skill-neurons/neurons';
import type { Tokenizer } from '@skill-neurons/data';
import { batchesOf, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { NeuronExample, NeuronProfile } from '@skill-neurons/reporting';

/** Neurons looked at, rows whose activations are read (so that they cost little beside the other passes), and rows shown at each end. */
const profiled = 5;
const rowsRead = 64;
const examplesShown = 3;
const bins = 12;
const textLength = 160;
/** Activations held at once. */
const maxBytes = 2 ** 27;

export interface ProfileSources extends Omit<CollectOptions, 'batches'> {
  tokenizer: Tokenizer;
  split: PreparedSplit;
  baseline: Baseline;
  clean: Predictivity;
  /** At the positions and signs of `clean`. */
  adversarial: Predictivity | null;
}

/** The best neurons of all layers: what they do on the first rows of a clean split. */
export async function profileNeurons({ tokenizer, split, baseline, clean, adversarial, ...options }: ProfileSources): Promise<Omit<NeuronProfile, 'model' | 'task' | 'seed'>[]> {
  const { stack, width, values, position, sign, constant } = clean;
  const { positions, layers, mean } = baseline;
  const best = [...values.keys()].filter((at) => constant[at] === 0).sort((a, b) => values[b]! - values[a]! || a - b).slice(0, profiled);
  const examples = split.examples.slice(0, rowsRead);
  const places = best.map((at) => (Math.floor(at / width) * positions + position[at]!) * width + (at % width));
  const activations = best.map(() => [] as number[]);
  const size = layers * positions * width;
  const chunk = Math.max(1, Math.floor(maxBytes / (4 * size)));
  for (let from = 0; from < examples.length; from += chunk) {
    const rows = { ...split, examples: examples.slice(from, from + chunk) };
    const read = await collectActivations({ ...options, stack, batches: batchesOf(rows, { batchSize: Math.min(chunk, 32) }) });
    for (const [i, place] of places.entries()) for (let row = 0; row < read.n; row++) activations[i]!.push(read.values[row * size + place]!);
  }
  const special = new Set([tokenizer.special.bos, tokenizer.special.eos, tokenizer.special.pad]);
  const exampleOf = (found: readonly number[]) => (row: number): NeuronExample => {
    const { ids, label } = examples[row]!;
    const text = [...tokenizer.decode([...ids].filter((id) => !special.has(id))).trim()];
    return { text: text.length > textLength ? `${text.slice(0, textLength - 1).join('')}\u2026` : text.join(''), label, activation: found[row]! };
  };
  return best.map((at, i) => {
    const found = activations[i]!;
    const low = Math.min(...found);
    const high = Math.max(...found);
    const histogram = split.labels.map(() => new Array<number>(bins).fill(0));
    for (const [row, { label }] of examples.entries()) histogram[label]![high > low ? Math.min(bins - 1, Math.floor(((found[row]! - low) / (high - low)) * bins)) : 0]!++;
    const order = [...found.keys()].sort((a, b) => found[b]! - found[a]! || a - b);
    const shown = Math.min(examplesShown, Math.floor(order.length / 2));
    return {
      split: split.split, stack, layer: Math.floor(at / width), neuron: at % width, position: position[at]!, sign: sign[at] === 1 ? (1 as const) : (-1 as const),
      clean: values[at]!, adversarial: adversarial === null ? null : adversarial.values[at]!, threshold: mean[places[i]!]!, low, high, histogram,
      highest: order.slice(0, shown).map(exampleOf(found)),
      lowest: order.reverse().slice(0, shown).map(exampleOf(found)),
    };
  });
}
