import { escapeHtml } from '../report/html.ts';
import type { FieldFormats } from './hover-text.ts';
import { hoverText } from './hover-text.ts';
import type { SceneItem, SceneMark } from './scene.ts';
import { attributesText, dataAttributes, defaults, geometryOf, isPaint, isVisible, pathOf, ruleOf, short, shortColour, textElement, textLook } from './svg-parts.ts';
import type { Attributes } from './svg-parts.ts';

/** Vega's names of what SVG inherits, so that a group may hold it for its items. */
const inherited = {
  fill: 'fill', fillOpacity: 'fill-opacity', stroke: 'stroke', strokeOpacity: 'stroke-opacity', strokeWidth: 'stroke-width', strokeCap: 'stroke-linecap',
  strokeJoin: 'stroke-linejoin', strokeDash: 'stroke-dasharray', strokeDashOffset: 'stroke-dashoffset',
} as const;

/** How easily a mark is pointed at. */
const ranks: Readonly<Record<string, number>> = { line: 0, rule: 1, rect: 2, symbol: 3 };

/** Writes marks of a scene as SVG: as Vega does, but short, and with a `<title>` on every mark that stands for data. */
export class LeanSvg {
  readonly #formats: FieldFormats;
  readonly #prefix: string;
  readonly #defs: string[] = [];
  /** The one item that tells a text: a row may be drawn as a point, a bar and a line. */
  readonly #tellers = new Map<string, { item: SceneItem; rank: number }>();

  /** `prefix` begins the ids of the SVG. */
  constructor(formats: FieldFormats, prefix: string) {
    this.#formats = formats;
    this.#prefix = prefix;
  }

  /** Definitions that what was written refers to. */
  get defs(): string {
    return this.#defs.length === 0 ? '' : `<defs>${this.#defs.join('')}</defs>`;
  }

  /** A group as a picture of its own. */
  panel(item: SceneItem): string {
    this.#tellers.clear();
    this.#note(item);
    return this.group(item, true);
  }

  mark(mark: SceneMark): string {
    const items = mark.items.filter(isVisible);
    if (items.length === 0) return '';
    const isData = mark.role === 'mark';
    switch (mark.marktype) {
      case 'group':
        return items.map((item) => this.group(item)).join('');
      case 'line':
        return this.#written([[{ ...this.#look(items[0]!), ...(isData ? dataAttributes(items[0]!) : {}) }, (rest) => `<path${rest} d="${pathOf(mark, items[0]!)}"/>`]]) + (isData ? this.#pointsOf(items) : '');
      case 'area':
        return this.#written([[{ ...this.#look(items[0]!), ...(isData ? dataAttributes(items[0]!) : {}) }, (rest) => `<path${rest} d="${pathOf(mark, items[0]!)}"/>`]]);
      case 'text':
        return this.#written(items.map((item) => [{ ...this.#look(item), ...textLook(item), ...(isData ? dataAttributes(item) : {}) }, (rest) => textElement(mark, item, rest)]));
      case 'rule':
        if (!isData) return this.#strokes(items);
    }
    return this.#written(items.map((item) => [{ ...this.#look(item), ...(isData ? dataAttributes(item) : {}) }, (rest) => this.#shape(mark, item, rest, isData)]));
  }

  /** A group with its background and marks, at its place or, as a picture of its own, at the origin. */
  group(item: SceneItem, atOrigin = false): string {
    const marks = item.items ?? [];
    const back = item.width && item.height && (isPaint(item.fill) || isPaint(item.stroke))
      ? `<rect${attributesText({ ...this.#look(item) })} width="${short(item.width)}" height="${short(item.height)}"/>`
      : '';
    const content = back + marks.map((mark) => this.mark(mark)).join('');
    const [x, y] = [short(item.x ?? 0), short(item.y ?? 0)];
    return content === '' || atOrigin || (x === '0' && y === '0') ? content : `<g transform="translate(${x},${y})">${content}</g>`;
  }

  #shape(mark: SceneMark, item: SceneItem, rest: string, isData: boolean): string {
    const text = isData ? this.#told(item) : undefined;
    const [tag, geometry] = geometryOf(mark, item);
    return text === undefined ? `<${tag}${rest}${geometry}/>` : `<${tag}${rest}${geometry}><title>${escapeHtml(text)}</title></${tag}>`;
  }

  /** Who tells what: of the marks of one row the one that is easiest to point at. */
  #note(group: SceneItem): void {
    for (const { marktype, role, items } of group.items ?? []) {
      if (marktype === 'group') items.forEach((item) => this.#note(item));
      if (role !== 'mark' || marktype === 'group' || marktype === 'text' || marktype === 'area') continue;
      const rank = ranks[marktype] ?? 2;
      for (const item of items) {
        const text = hoverText(item.datum, this.#formats);
        if (text !== undefined && rank > (this.#tellers.get(text)?.rank ?? -1)) this.#tellers.set(text, { item, rank });
      }
    }
  }

  #told(item: SceneItem): string | undefined {
    const text = hoverText(item.datum, this.#formats);
    return text !== undefined && this.#tellers.get(text)?.item === item ? text : undefined;
  }

  /** Unseen points on a curve for values that no mark tells. */
  #pointsOf(items: readonly SceneItem[]): string {
    const points = items.flatMap((item) => {
      const text = item.defined === false ? undefined : this.#told(item);
      return text === undefined ? [] : [`<circle cx="${short(item.x ?? 0)}" cy="${short(item.y ?? 0)}" r="5"><title>${escapeHtml(text)}</title></circle>`];
    });
    return points.length === 0 ? '' : `<g class="p"${attributesText(dataAttributes(items[0]!))}>${points.join('')}</g>`;
  }

  /** Lines of axes: one path for all that look the same. */
  #strokes(items: readonly SceneItem[]): string {
    const byLook = new Map<string, string>();
    for (const item of items) {
      const look = attributesText(this.#look(item));
      byLook.set(look, (byLook.get(look) ?? '') + ruleOf(item));
    }
    return [...byLook].map(([look, d]) => `<path${look} d="${d}"/>`).join('');
  }

  /** Items with what all of them share said once. */
  #written(items: readonly [attributes: Attributes, write: (rest: string) => string][]): string {
    if (items.length === 1) return items[0]![1](attributesText(items[0]![0]));
    const [[first]] = items as [(typeof items)[number]];
    const shared: Attributes = {};
    for (const [name, value] of Object.entries(first)) {
      // Opacity is of the group as a whole where a group has it.
      if (name !== 'opacity' && !name.startsWith('data-') && items.every(([attributes]) => attributes[name] === value)) shared[name] = value;
    }
    const rest = (attributes: Attributes) => attributesText(Object.fromEntries(Object.entries(attributes).filter(([name]) => !(name in shared))));
    return `<g${attributesText(shared)}>${items.map(([attributes, write]) => write(rest(attributes))).join('')}</g>`;
  }

  #look(item: SceneItem): Attributes {
    const attributes: Attributes = {};
    const hasStroke = isPaint(item.stroke);
    for (const [name, attribute] of Object.entries(inherited)) {
      if (!hasStroke && attribute.startsWith('stroke-')) continue;
      const value = item[name];
      if (value === null || value === undefined || value === 'transparent') continue;
      const text = typeof value === 'object' && !Array.isArray(value) ? this.#gradient(value as Gradient) : Array.isArray(value) ? value.join(',') : typeof value === 'number' ? short(value, 2) : shortColour(String(value as string));
      if (text !== defaults[attribute]) attributes[attribute] = text;
    }
    if (item.opacity !== undefined && item.opacity !== 1) attributes['opacity'] = short(item.opacity, 2);
    return attributes;
  }

  #gradient({ x1, x2, y1, y2, stops }: Gradient): string {
    const id = `${this.#prefix}g${this.#defs.length}`;
    this.#defs.push(`<linearGradient id="${id}" x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}">${stops.map(({ offset, color }) => `<stop offset="${short(offset, 3)}" stop-color="${escapeHtml(color)}"/>`).join('')}</linearGradient>`);
    return `url(#${id})`;
  }
}

interface Gradient {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
  stops: { offset: number; color: string }[];
}
