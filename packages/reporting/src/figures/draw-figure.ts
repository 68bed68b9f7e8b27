import type { View } from 'vega';
import type { VegaLiteSpec } from './figure.ts';
import { fieldFormats } from './hover-text.ts';
import { LeanSvg } from './lean-svg.ts';
import { frameOf, unionOf } from './scene.ts';
import type { Box, SceneItem, SceneMark } from './scene.ts';
import { ROOT_ATTRIBUTES } from './svg-parts.ts';

/** A figure for a page: its panels as pictures of their own, so that they flow into the width there is. */
export interface PageDrawing {
  /** What the panels share; undefined where there is nothing. */
  legend: string | undefined;
  panels: Panel[];
}

export interface Panel {
  /** The value of the field that panels differ by; undefined for a figure without panels. */
  label: string | undefined;
  svg: string;
}

/** Round the outermost strokes, whose width bounds may not count. */
const MARGIN = 2;

/**
 * Writes what a view has drawn as SVG for a page, every mark with its value in words. Panels (facets) are taken apart where each has
 * axes of its own; else the figure is one picture.
 */
export function drawForPage(view: View, spec: VegaLiteSpec, prefix: string): PageDrawing {
  const formats = fieldFormats(spec);
  const frame = frameOf(view);
  const marks = frame.items ?? [];
  const cells = marks.find(({ name, marktype }) => name === 'cell' && marktype === 'group');
  const picture = (box: Box, place: string, write: (svg: LeanSvg) => string) => {
    const svg = new LeanSvg(formats, `${prefix}${place}`);
    const content = write(svg);
    return svgText(box, svg.defs + content);
  };
  const field = (spec['facet'] as { field?: string } | undefined)?.field;
  const shared = marks.filter((mark) => mark !== cells);
  if (cells === undefined || field === undefined || shared.some(holdsAxes)) {
    return { legend: undefined, panels: [{ label: undefined, svg: picture(frameBox(frame), '', (svg) => svg.panel(frame)) }] };
  }
  // One box for all, so that their axes stand below each other wherever the panels do.
  const box = unionOf(cells.items.map(({ bounds, x = 0, y = 0 }) => ({ x1: bounds.x1 - x, y1: bounds.y1 - y, x2: bounds.x2 - x, y2: bounds.y2 - y })));
  const panels = cells.items.map((item, i) => ({ label: labelOf(item, field), svg: picture(box, `${i}-`, (svg) => svg.panel(item)) }));
  const legends = shared.filter(({ role, items }) => role === 'legend' && items.length > 0);
  const legend = legends.length === 0
    ? undefined
    : picture(unionOf(legends.flatMap(({ items }) => items.map(({ bounds }) => bounds))), 'l-', (svg) => legends.map((mark) => svg.mark(mark)).join(''));
  return { legend, panels };
}

/** True where panels share axes, which stand outside of them. */
function holdsAxes({ role, marktype, items }: SceneMark): boolean {
  if (role === 'axis') return true;
  return marktype === 'group' && role !== 'legend' && items.some((item) => (item.items ?? []).some(holdsAxes));
}

function labelOf({ datum }: SceneItem, field: string): string | undefined {
  const value = (datum as Record<string, unknown> | undefined)?.[field];
  return value === undefined || value === null ? undefined : String(value as string);
}

function frameBox(frame: SceneItem): Box {
  const boxes = (frame.items ?? []).flatMap(({ items }) => items.map(({ bounds }) => bounds)).filter(({ x1, x2 }) => x2 >= x1);
  return unionOf([...boxes, { x1: 0, y1: 0, x2: frame.width ?? 0, y2: frame.height ?? 0 }]);
}

function svgText({ x1, y1, x2, y2 }: Box, content: string): string {
  const [x, y] = [Math.floor(x1) - MARGIN, Math.floor(y1) - MARGIN];
  const [width, height] = [Math.ceil(x2) + MARGIN - x, Math.ceil(y2) + MARGIN - y];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}" ${ROOT_ATTRIBUTES}>${content}</svg>`;
}
