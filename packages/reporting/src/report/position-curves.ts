import { percentText } from '../format.ts';
import type { NeuronProfile } from '../study-results.ts';
import { html, rawHtml } from './html.ts';
import type { Html } from './html.ts';

const WIDTH = 196;
const HEIGHT = 72;
const TOP = 16;
const LEFT = 34;
const BETWEEN = 20;
/** Lines of seeds, in other colours than the labels' bars; what they say stands in the table above. */
const seedColours = ['#a4519c', '#129b74', '#b8860b', '#6a5fc9', '#c4513c'];

export const seedColour = (place: number) => seedColours[place % seedColours.length]!;

/**
 * Predictivity of one neuron by prompt position, a line per seed: on clean data with the better sign at each position, beside it the accuracy
 * of the very same rule on adversarial data. null where the results do not hold it.
 */
export function positionCurves(perSeed: readonly NeuronProfile[], name: string): Html | null {
  const held = perSeed.flatMap((profile, i) => (profile.accuracyByPosition ? [{ seed: profile.seed, position: profile.position, colour: seedColour(i), ...curvesOf(profile.accuracyByPosition) }] : []));
  if (held.length === 0) return null;
  const sides = (['clean', 'adversarial'] as const).filter((side) => held.some((entry) => entry[side] !== null));
  const lowest = Math.min(0.5, ...held.flatMap((entry) => [...entry.clean, ...(entry.adversarial ?? [])]));
  const floor = Math.floor(lowest * 10) / 10;
  const positions = Math.max(...held.map(({ clean }) => clean.length));
  const x = (j: number) => Math.round(positions === 1 ? WIDTH / 2 : (j * WIDTH) / (positions - 1));
  const y = (share: number) => TOP + Math.round((HEIGHT * (1 - share)) / (1 - floor));
  const line = (values: readonly number[]) => {
    const points = values.map((value, j) => [x(j), y(value)] as const);
    // One position is a dash; else steps from point to point, which are the shortest to write.
    if (points.length === 1) return `M${points[0]![0] - 6} ${points[0]![1]}h12`;
    return `M${points[0]!.join(' ')}l${points.slice(1).map(([px, py], j) => `${px - points[j]![0]} ${py - points[j]![1]}`).join(' ').replaceAll(' -', '-')}`;
  };
  const bottom = TOP + HEIGHT;
  const width = LEFT + sides.length * (WIDTH + BETWEEN) - BETWEEN + 4;
  const parts = sides.map((side, i) => {
    const lines = held.map((entry) => {
      const values = entry[side];
      return values === null ? '' : `<g data-seed="${entry.seed}" stroke="${entry.colour}"><path d="${line(values)}"/><circle cx="${x(entry.position)}" cy="${y(values[entry.position]!)}" r="2.5"/></g>`;
    });
    return `<g transform="translate(${LEFT + i * (WIDTH + BETWEEN)})"><text y="10">${side}</text><path class="a" d="M0 ${bottom}H${WIDTH}"/><path class="c" d="M0 ${y(0.5)}H${WIDTH}"/><g class="l">${lines.join('')}</g><text y="${bottom + 13}">0</text><text x="${WIDTH}" y="${bottom + 13}" class="e">${positions - 1}</text></g>`;
  });
  const told = held.map(({ seed, position, clean, adversarial }) => `seed ${seed}: best at ${position}, ${percentText(clean[position]!)}${adversarial === null ? '' : `, adversarial ${percentText(adversarial[position]!)}`}`);
  const scale = [1, 0.5].map((share) => `<text x="${LEFT - 4}" y="${y(share) + 4}" class="e">${percentText(share, 0)}</text>`).join('');
  return html`<svg class="activations" role="img" aria-label="Predictivity of ${name} by prompt position; ${told.join('; ')}" width="${width}" height="${bottom + 16}" viewBox="0 0 ${width} ${bottom + 16}">${rawHtml(scale + parts.join(''))}</svg>`;
}

function curvesOf({ clean, adversarial }: NonNullable<NeuronProfile['accuracyByPosition']>): { clean: number[]; adversarial: number[] | null } {
  return {
    clean: clean.map((share) => Math.max(share, 1 - share)),
    adversarial: adversarial && adversarial.map((share, j) => (clean[j]! >= 0.5 ? share : 1 - share)),
  };
}
