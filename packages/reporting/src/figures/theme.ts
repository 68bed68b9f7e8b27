import type { ModelSummary } from '../study-results.ts';

/** Text and lines take the colour of the text around them, so that one SVG suits light and dark pages. */
export const INK = 'currentColor';

/** Random controls and other things without a model. */
export const NEUTRAL = '#878e99';

/**
 * The colours of the paper (RoBERTa blue, T5 orange) and green for BERT, purple for any other, moved until each has a contrast of at least 3:1
 * on white and on near-black and the three stay apart for colour-blind readers. Further models of a family get darker
 * and lighter shades.
 */
const families: Readonly<Record<string, ModelFamilyLook>> = {
  roberta: { shades: ['#2f7fc1', '#6a5fc9', '#1f9bb5'], scheme: 'blues' },
  t5: { shades: ['#d9730d', '#c4513c', '#b8860b'], scheme: 'oranges' },
  bert: { shades: ['#129b74', '#5d8f1e', '#3f8f8f'], scheme: 'greens' },
};
const otherFamily: ModelFamilyLook = { shades: ['#a4519c', '#c2407a', '#7d6b99'], scheme: 'purples' };

interface ModelFamilyLook {
  shades: readonly string[];
  scheme: string;
}

export interface ModelLook {
  id: string;
  colour: string;
  /** Vega colour scheme of its heat-maps. */
  scheme: string;
  /** Vega symbol, so that models differ by more than colour. */
  shape: string;
}

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'];

export function modelLooks(models: readonly ModelSummary[]): ModelLook[] {
  const used = new Map<string, number>();
  return models.map(({ id, architecture }, i) => {
    const place = used.get(architecture) ?? 0;
    used.set(architecture, place + 1);
    const { shades, scheme } = (Object.hasOwn(families, architecture) ? families[architecture] : undefined) ?? otherFamily;
    return { id, colour: shades[place % shades.length]!, scheme, shape: shapes[i % shapes.length]! };
  });
}

/** `#rrggbb` with most of the background showing through. */
export function faded(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, 0.2)`;
}

/** `scale` and legend of a channel that tells models apart. */
export function modelScales(looks: readonly ModelLook[]): { color: object; shape: object } {
  const domain = looks.map(({ id }) => id);
  return {
    color: { field: 'model', type: 'nominal', scale: { domain, range: looks.map(({ colour }) => colour) }, legend: { title: null } },
    shape: { field: 'model', type: 'nominal', scale: { domain, range: looks.map(({ shape }) => shape) }, legend: { title: null } },
  };
}

/** Settings of every figure. */
export const themeConfig = {
  aria: false,
  background: 'transparent',
  font: 'sans-serif',
  view: { stroke: INK, strokeOpacity: 0.18 },
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    domainOpacity: 0.35,
    tickColor: INK,
    tickOpacity: 0.35,
    gridColor: INK,
    gridOpacity: 0.1,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 0,
    titleLimit: 0,
  },
  axisBand: { grid: false },
  legend: { orient: 'top', labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 0, titleLimit: 0, symbolSize: 90, symbolOpacity: 1 },
  header: { labelColor: INK, titleColor: INK, labelFontSize: 12, labelFontWeight: 'bold', labelLimit: 0 },
  title: { color: INK, subtitleColor: INK, fontSize: 14, subtitleFontSize: 11, anchor: 'start', limit: 0 },
  text: { color: INK, fontSize: 11 },
  rule: { color: INK },
  tick: { color: INK },
};

/** Head of every specification. */
export const specHead = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', config: themeConfig };

/** Small multiples, one per value of `field`, in the given order, at most `most` side by side. */
export function smallMultiples(field: string, order: readonly string[], spec: object, most = 3): object {
  const columns = order.length === 4 ? 2 : Math.min(most, order.length);
  return {
    facet: { field, type: 'nominal', sort: order, title: null, header: { labelAnchor: 'start' } },
    columns,
    // Axes of its own for each panel: it can then stand alone, as it does in the report.
    spacing: { row: 72, column: 68 },
    bounds: 'flush',
    resolve: { axis: { x: 'independent', y: 'independent' } },
    spec,
  };
}

/** An axis of shares shown in percent. */
export function percentAxis(title: string): { title: string; format: string; tickCount: number } {
  return { title, format: '.0%', tickCount: 5 };
}

/** The same from 0 to 100%, both ends named also where the panel is narrow. */
export function wholePercentAxis(title: string): { title: string; format: string; values: number[] } {
  return { title, format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] };
}
