import { fixed } from '../format.ts';
import { INK } from '../figures/theme.ts';
import type { NeuronProfile } from '../study-results.ts';
import { html, rawHtml } from './html.ts';
import type { Html } from './html.ts';

const WIDTH = 300;
const HEIGHT = 80;
const labelColours = ['#878e99', '#2f7fc1', '#d9730d', '#129b74', '#a4519c'];

export const labelColour = (label: number) => labelColours[label % labelColours.length]!;

/** Activations by label with the baseline as a dashed line; drawn by hand, since a page holds hundreds. */
export function activationHistogram({ histogram, low, high, threshold }: NeuronProfile, labels: readonly string[]): Html {
  const bins = histogram[0]!.length;
  const most = Math.max(1, ...histogram.flat());
  const slot = WIDTH / bins;
  const bar = (slot - 1) / histogram.length;
  const bars = histogram.flatMap((counts, label) => counts.flatMap((count, bin) => {
    if (count === 0) return [];
    const height = (HEIGHT * count) / most;
    return [`<rect x="${fixed(bin * slot + label * bar, 1)}" y="${fixed(HEIGHT - height, 1)}" width="${fixed(bar, 1)}" height="${fixed(height, 1)}" fill="${labelColour(label)}"/>`];
  }));
  const place = high > low ? Math.min(1, Math.max(0, (threshold - low) / (high - low))) * WIDTH : WIDTH / 2;
  const told = histogram.map((counts, label) => {
    const middle = (bin: number) => low + ((bin + 0.5) / bins) * (high - low);
    const n = counts.reduce((a, b) => a + b, 0);
    return `${labels[label] ?? label}: mean about ${n === 0 ? 'none' : fixed(counts.reduce((sum, count, bin) => sum + count * middle(bin), 0) / n, 2)}`;
  });
  return html`<svg class="activations" role="img" aria-label="Activations from ${fixed(low, 2)} to ${fixed(high, 2)}; ${told.join(', ')}; baseline ${fixed(threshold, 2)}" width="${WIDTH}" height="${HEIGHT + 16}" viewBox="0 0 ${WIDTH} ${HEIGHT + 16}">${rawHtml(bars.join(''))}${rawHtml(`<path d="M0 ${HEIGHT}H${WIDTH}" stroke="${INK}" opacity=".35"/><path d="M${fixed(place, 1)} 0V${HEIGHT}" stroke="${INK}" stroke-dasharray="4 3"/><text x="0" y="${HEIGHT + 13}" font-size="11" fill="${INK}">${fixed(low, 2)}</text><text x="${WIDTH}" y="${HEIGHT + 13}" font-size="11" text-anchor="end" fill="${INK}">${fixed(high, 2)}</text>`)}</svg>`;
}
