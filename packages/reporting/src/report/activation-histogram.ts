import { fixed } from '../format.ts';
import type { NeuronProfile } from '../study-results.ts';
import { html, rawHtml } from './html.ts';
import type { Html } from './html.ts';
import { digitsBetween } from './neuron-numbers.ts';

const WIDTH = 196;
const HEIGHT = 72;
const TOP = 16;
const BETWEEN = 20;
const labelColours = ['#878e99', '#2f7fc1', '#d9730d', '#129b74', '#a4519c'];

export const labelColour = (label: number) => labelColours[label % labelColours.length]!;

interface Side {
  name: string;
  histogram: number[][];
}

/** Activations by label with the baseline as a dashed line, adversarial beside clean; drawn by hand, in few bytes, since a page holds hundreds. */
export function activationHistogram(profile: NeuronProfile, labels: readonly string[]): Html {
  const { seed, histogram, adversarialHistogram, low, high, threshold } = profile;
  const sides: Side[] = [{ name: 'clean', histogram }, ...(adversarialHistogram ? [{ name: 'adversarial', histogram: adversarialHistogram }] : [])];
  // Shares of the rows, since clean and adversarial ones are not as many.
  const most = Math.max(...sides.map((side) => Math.max(...side.histogram.flat()) / rowsOf(side)));
  const width = sides.length * (WIDTH + BETWEEN) - BETWEEN;
  const digits = digitsBetween(low, high);
  const told = sides.map((side) => `${side.name}: ${side.histogram.map((counts, label) => `${labels[label] ?? label} ${meanText(counts, { low, high, digits })}`).join(', ')}`);
  const place = Math.round(high > low ? Math.min(1, Math.max(0, (threshold - low) / (high - low))) * WIDTH : WIDTH / 2);
  const bottom = TOP + HEIGHT;
  const axis = `<path class="a" d="M0 ${bottom}H${WIDTH}"/><path class="b" d="M${place} ${TOP}V${bottom}"/>`;
  const drawn = sides.map((side, i) => `<g transform="translate(${i * (WIDTH + BETWEEN)})"><text y="10">${side.name}</text>${bars(side, most)}${axis}<text y="${bottom + 13}">${fixed(low, digits)}</text><text x="${WIDTH}" y="${bottom + 13}" class="e">${fixed(high, digits)}</text></g>`);
  return html`<svg class="activations" role="img" aria-label="Activations with seed ${seed}, ${fixed(low, digits)} to ${fixed(high, digits)}, baseline ${fixed(threshold, digits)}; class means, ${told.join('; ')}" width="${width}" height="${bottom + 16}" viewBox="0 0 ${width} ${bottom + 16}">${rawHtml(drawn.join(''))}</svg>`;
}

/** One path per label. */
function bars(side: Side, most: number): string {
  const { histogram } = side;
  const slot = WIDTH / histogram[0]!.length;
  const bar = Math.max(1, Math.floor((slot - 1) / histogram.length));
  const n = rowsOf(side);
  return histogram.map((counts, label) => {
    const path = counts.flatMap((count, bin) => {
      // What is there is seen, however rare.
      const height = Math.max(1, Math.round((HEIGHT * count) / n / most));
      return count === 0 ? [] : [`M${Math.round(bin * slot) + label * bar} ${TOP + HEIGHT}v-${height}h${bar}v${height}`];
    });
    return path.length === 0 ? '' : `<path fill="${labelColour(label)}" d="${path.join('')}"/>`;
  }).join('');
}

function rowsOf({ histogram }: Side): number {
  return Math.max(1, histogram.flat().reduce((a, b) => a + b, 0));
}

function meanText(counts: readonly number[], { low, high, digits }: { low: number; high: number; digits: number }): string {
  const n = counts.reduce((a, b) => a + b, 0);
  const middle = (bin: number) => low + ((bin + 0.5) / counts.length) * (high - low);
  return n === 0 ? 'none' : fixed(counts.reduce((sum, count, bin) => sum + count * middle(bin), 0) / n, digits);
}
